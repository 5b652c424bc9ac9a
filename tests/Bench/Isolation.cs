using Relay.Harness;

namespace Relay.Bench;

/// <summary>
/// What one chat that Telegram lets wait (429, 30 s) costs everybody else: the same traffic without and with it, in turn, and the ratio of the
/// others' p95.
/// </summary>
internal sealed class Isolation(SandboxClient sandbox)
{
    private const int Pairs = 5;
    private const int Clients = 1000;
    private const int PerSecond = 200;
    private const int RetryAfter = 30;
    private const long FirstChat = 2_000_000;
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(500);

    /// <summary>One ratio for each pair, sorted.</summary>
    public async Task<IReadOnlyList<double>> MeasureAsync()
    {
        var linked = (await sandbox.CountsAsync()).GetValueOrDefault(Seen.ChatDelivered) + Clients;
        await sandbox.ManyClientsWriteAsync(new SandboxBulk { Messages = Clients, Clients = Clients, FirstChat = FirstChat, Kind = "contact" });
        await sandbox.WaitForAsync(Seen.ChatDelivered, linked, timeout: Limit);
        var ratios = new List<double>();
        for (var pair = 0; pair < Pairs; pair++)
        {
            var without = await P95Async($"isolation {pair} without");
            var script = new SandboxScript { At = "telegram.sendMessage", Chat = FirstChat + pair, Status = 429, RetryAfter = RetryAfter };
            await sandbox.ScriptAsync(script);
            ratios.Add(await P95Async($"isolation {pair} with") / without);
        }

        return [.. ratios.Order()];
    }

    /// <summary>Of all but the chats that wait in one of the pairs.</summary>
    private async Task<double> P95Async(string round)
    {
        await sandbox.ManagerRepliesToManyAsync(
            new SandboxBulk { Messages = Clients, Clients = Clients, FirstChat = FirstChat, Text = round + " {chat}", PerSecond = PerSecond });
        IReadOnlyList<SeenEntry> ends = [];
        await Waiting.UntilAsync(
            async () => (ends = await OfOthersAsync(Seen.ChatDelivered, round)).Count == Clients - Pairs, Limit, "all others have their message", LookEvery);
        return Measurement.Of(round, await OfOthersAsync(Seen.ManagerWrote, round), ends, Clients - Pairs).Percentile(.95);
    }

    private async Task<IReadOnlyList<SeenEntry>> OfOthersAsync(string what, string round)
    {
        var waiting = Enumerable.Range(0, Pairs).Select(pair => SandboxClient.PhoneOf(FirstChat + pair)).ToHashSet(StringComparer.Ordinal);
        return [.. (await sandbox.SeenAsync(what)).Where(entry =>
            entry.Text?.StartsWith(round + " ", StringComparison.Ordinal) == true
            && !waiting.Contains(entry.Phone ?? SandboxClient.PhoneOf(entry.Chat!.Value)))];
    }
}
