using Relay.Harness.Checking;

namespace Relay.Chaos;

/// <summary>The result of some people's messages in one direction.</summary>
/// <param name="Verdict">The outside's view, compared with the marks.</param>
/// <param name="Written">How many were written.</param>
/// <param name="UnderWay">Calls that were running when something broke.</param>
/// <param name="Ungrounded">Failures without a reason, in words.</param>
public sealed record Result(Verdict Verdict, int Written, long UnderWay, IReadOnlyList<string> Ungrounded);

/// <summary>The result of a soak.</summary>
/// <param name="Plan">The plan.</param>
/// <param name="Faults">How many faults there were.</param>
/// <param name="Results">Of the many clients and of the lone one, in each direction.</param>
public sealed record Report(Plan Plan, int Faults, IReadOnlyList<Result> Results)
{
    /// <summary>Unexpected calls at the providers.</summary>
    public required int Unexpected { get; init; }

    /// <summary>Open messages that never ended; null if there are none.</summary>
    public string? Stuck { get; init; }

    /// <summary>What a chat shows although the manager changed it, and photos that a manager does not see, in words; empty if nothing.</summary>
    public required IReadOnlyList<string> WronglyShown { get; init; }

    /// <summary>Violations of the promise, in words; empty if it holds.</summary>
    public IReadOnlyList<string> Violations => [.. Stuck is null ? [] : new[] { Stuck }, .. Results.SelectMany(Broken), .. WronglyShown, .. UnexpectedCalls()];

    /// <inheritdoc />
    public override string ToString() => string.Join(
        Environment.NewLine,
        [
            $"seed {Plan.Seed}, {Plan.Duration.TotalMinutes:0.#} min, {Faults} faults",
            .. Results.Select(result => $"{result.Verdict}, under way when something broke {result.UnderWay}"),
            .. Violations.Select(violation => "BROKEN " + violation),
            Violations.Count == 0 ? "The promise held." : $"The promise is broken; run it again with --seed {Plan.Seed}.",
        ]);

    private static IEnumerable<string> Broken(Result result)
    {
        var (verdict, account) = (result.Verdict, result.Verdict.Account);
        foreach (var violation in verdict.Violations().Concat(result.Ungrounded))
        {
            yield return violation;
        }

        if (account.Accepted.Count < result.Written)
        {
            yield return $"{account.Direction}: {account.Accepted.Count} of {result.Written} were accepted";
        }

        if (verdict.Marked.Count > account.DoubtfulSends + result.UnderWay)
        {
            yield return $"{account.Direction}: {verdict.Marked.Count} are marked, more than could be in doubt";
        }
    }

    private IEnumerable<string> UnexpectedCalls() => Unexpected == 0 ? [] : [$"{Unexpected} calls that neither provider has"];
}
