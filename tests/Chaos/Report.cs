using Relay.Harness.Checking;

namespace Relay.Chaos;

/// <summary>What became of the messages of some people in one direction.</summary>
/// <param name="Verdict">As the outside saw it, beside the marks.</param>
/// <param name="Written">How many were written.</param>
/// <param name="UnderWay">Calls that were under way when something broke.</param>
/// <param name="Ungrounded">Failures for which there was no reason, in words.</param>
public sealed record Result(Verdict Verdict, int Written, long UnderWay, IReadOnlyList<string> Ungrounded);

/// <summary>What a soak showed.</summary>
/// <param name="Plan">What was asked for.</param>
/// <param name="Faults">How many faults there were.</param>
/// <param name="Results">Of the many and of the lone client, each direction.</param>
public sealed record Report(Plan Plan, int Faults, IReadOnlyList<Result> Results)
{
    /// <summary>Calls that neither provider has.</summary>
    public required int Unexpected { get; init; }

    /// <summary>What did not come to rest; null where all did.</summary>
    public string? Stuck { get; init; }

    /// <summary>What breaks the promise, in words; none where it holds.</summary>
    public IReadOnlyList<string> Violations => [.. Stuck is null ? [] : new[] { Stuck }, .. Results.SelectMany(Broken), .. UnexpectedCalls()];

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
