using Relay.Harness.Checking;

namespace Relay.Chaos;

/// <summary>What a soak showed.</summary>
/// <param name="Plan">What was asked for.</param>
/// <param name="Faults">How many faults there were.</param>
/// <param name="Verdicts">Each direction.</param>
public sealed record Report(Plan Plan, int Faults, IReadOnlyList<Verdict> Verdicts)
{
    /// <summary>Calls that were under way when something broke, by direction.</summary>
    public required IReadOnlyDictionary<Direction, long> UnderWay { get; init; }

    /// <summary>Calls that neither provider has.</summary>
    public required int Unexpected { get; init; }

    /// <summary>What did not come to rest; null where all did.</summary>
    public string? Stuck { get; init; }

    /// <summary>What breaks the promise, in words; none where it holds.</summary>
    public IReadOnlyList<string> Violations => [.. Stuck is null ? [] : new[] { Stuck }, .. Verdicts.SelectMany(Broken), .. UnexpectedCalls()];

    /// <inheritdoc />
    public override string ToString() => string.Join(
        Environment.NewLine,
        [
            $"seed {Plan.Seed}, {Plan.Duration.TotalMinutes:0.#} min, {Faults} faults",
            .. Verdicts.Select(verdict => $"{verdict}, under way when something broke {UnderWay[verdict.Account.Direction]}"),
            .. Violations.Select(violation => "BROKEN " + violation),
            Violations.Count == 0 ? "The promise held." : $"The promise is broken; run it again with --seed {Plan.Seed}.",
        ]);

    private IEnumerable<string> Broken(Verdict verdict)
    {
        var account = verdict.Account;
        foreach (var violation in verdict.Violations())
        {
            yield return violation;
        }

        if (account.Accepted.Count < Plan.Each * Plan.Clients)
        {
            yield return $"{account.Direction}: {account.Accepted.Count} of {Plan.Each * Plan.Clients} were accepted";
        }

        if (verdict.Marked.Count > account.DoubtfulSends + UnderWay[account.Direction])
        {
            yield return $"{account.Direction}: {verdict.Marked.Count} are marked, more than could be in doubt";
        }
    }

    private IEnumerable<string> UnexpectedCalls() => Unexpected == 0 ? [] : [$"{Unexpected} calls that neither provider has"];
}
