namespace Relay.Harness.Checking;

/// <summary>
/// Waits until a stack has nothing open, and compares what was accepted with what arrived: nothing lost, nothing reordered, every further copy on a
/// row marked <c>maybe_duplicate</c> (I1–I4 of the fault matrix).
/// </summary>
public sealed class Promise(SandboxClient sandbox, Books books)
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(500); // one check reads the whole journal

    /// <summary>Waits until nothing is open, then checks both directions.</summary>
    /// <param name="traffic">Everything it wrote must have been accepted.</param>
    /// <param name="within">How long it may take until nothing is open.</param>
    /// <exception cref="PromiseBrokenException">It is broken, or something is stuck; the message says which messages, by number.</exception>
    public async Task<IReadOnlyList<Verdict>> CheckAsync(Traffic traffic, TimeSpan? within = null)
    {
        await RestAsync(traffic, within ?? TimeSpan.FromMinutes(2));
        var verdicts = await JudgeAsync(traffic);
        var broken = verdicts.SelectMany(verdict => verdict.Violations()).ToList();
        return broken.Count == 0 ? verdicts : throw new PromiseBrokenException(string.Join(Environment.NewLine, broken));
    }

    /// <summary>Both directions as they are now.</summary>
    public async Task<IReadOnlyList<Verdict>> JudgeAsync(Traffic traffic)
    {
        var seen = traffic.Own(await sandbox.SeenAsync());
        var verdicts = new List<Verdict>();
        foreach (var direction in Enum.GetValues<Direction>())
        {
            verdicts.Add(Verdict.Of(Account.Of(direction, seen), traffic.Own(await books.ReadAsync(direction))));
        }

        return verdicts;
    }

    /// <summary>Waits until everything written is accepted and nothing is open.</summary>
    /// <exception cref="PromiseBrokenException">It took too long; the message says what is open.</exception>
    public async Task RestAsync(Traffic traffic, TimeSpan within)
    {
        var open = "";
        try
        {
            await Waiting.UntilAsync(async () => (open = await OpenAsync(traffic)).Length == 0, within, "rest", LookEvery);
        }
        catch (TimeoutException)
        {
            throw new PromiseBrokenException($"Not at rest after {within.TotalSeconds:0} s: {open}.");
        }
    }

    /// <summary>Waits until everything written is accepted: each update confirmed, each webhook answered 2xx.</summary>
    /// <exception cref="TimeoutException">It took too long; the message says how much is missing.</exception>
    public Task UntilAcceptedAsync(Traffic traffic, TimeSpan within) =>
        Waiting.UntilAsync(async () => (await NotAcceptedAsync(traffic)).Length == 0, within, "everything written is accepted", LookEvery);

    private async Task<string> OpenAsync(Traffic traffic) =>
        await NotAcceptedAsync(traffic) is { Length: > 0 } open ? open : await books.OpenAsync();

    private async Task<string> NotAcceptedAsync(Traffic traffic)
    {
        var seen = traffic.Own(await sandbox.SeenAsync($"{Seen.UpdateCreated},{Seen.UpdateConfirmed},{Seen.ManagerWrote},{Seen.WebhookDelivered}"));
        foreach (var direction in Enum.GetValues<Direction>())
        {
            var accepted = Account.Of(direction, seen).Accepted.Count;
            if (accepted < traffic.Written(direction))
            {
                return $"{direction}: {accepted} of {traffic.Written(direction)} accepted";
            }
        }

        return "";
    }
}

/// <summary>The promise is broken.</summary>
public sealed class PromiseBrokenException(string message) : Exception(message);
