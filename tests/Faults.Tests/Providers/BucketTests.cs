using Relay.Harness;
using Relay.Harness.Checking;

namespace Relay.Faults.Tests.Providers;

public sealed class BucketTests
{
    private const double PerBot = 2; // slow, so that a busy machine's jitter is small compared with the gaps
    private const double PerChat = 1;
    private const int ChatBurst = 3;

    [Fact]
    [Trait("Fault", "F16")]
    public async Task Two_instances_together_exceed_neither_the_bots_nor_a_chats_rate_over_any_window_of_the_sandboxs_clock()
    {
        await using var faults = await FaultStack.StartAsync(
            new RelayStackOptions
            {
                Instances = [RelayService.ClientDirectory, RelayService.WahelpGateway, RelayService.TelegramGateway, RelayService.TelegramGateway],
                Environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["RELAY_TELEGRAM_RATE"] = $"{PerBot}" },
            },
            clients: 2);

        // The first calls of a process wait for compilation: a gap before them does not come from the buckets.
        await faults.Traffic.ManagersWriteAsync(2);
        await faults.CheckAsync(TimeSpan.FromMinutes(2));
        var warm = (await faults.Sandbox.SeenAsync(Seen.ChatDelivered)).Count;
        await faults.Traffic.ManagersWriteAsync(12);
        await faults.CheckAsync(TimeSpan.FromMinutes(2));

        var sent = (await faults.Sandbox.SeenAsync(Seen.ChatDelivered)).Skip(warm).ToList();
        Assert.Equal(2 * 12, sent.Count);
        AssertWithin(sent, PerBot, burst: 1);
        foreach (var chat in sent.GroupBy(entry => entry.Chat))
        {
            AssertWithin([.. chat], PerChat, ChatBurst);
        }
    }

    [Fact]
    [Trait("Fault", "F16")]
    public async Task While_one_chat_waits_out_30_seconds_all_999_others_get_their_messages()
    {
        await using var faults = await FaultStack.StartAsync(clients: 1000);
        var limited = faults.Traffic.Chats.First();
        await faults.Sandbox.ScriptAsync(new SandboxScript { At = "telegram.sendMessage", Chat = limited, Status = 429, RetryAfter = 30 });

        await faults.Traffic.ManagersWriteAsync(2);
        await faults.CheckAsync(TimeSpan.FromMinutes(3));

        var journal = await faults.Sandbox.SeenAsync($"{Seen.ChatRefused},{Seen.ChatDelivered}");
        var refused = Assert.Single(journal, entry => entry.What == Seen.ChatRefused);
        var replies = journal.Where(entry => entry.What == Seen.ChatDelivered && Numbered.NumberOf(Direction.ToChats, entry.Text) is not null).ToList();
        var first = replies.First(entry => entry.Chat == limited);
        Assert.True(first.At - refused.At >= TimeSpan.FromSeconds(30), "it waits as long as asked");
        Assert.All(replies.Where(entry => entry.Chat != limited), entry => Assert.True(entry.Seq < first.Seq, "nobody waits for it"));
    }

    private static void AssertWithin(List<SeenEntry> sent, double rate, double burst)
    {
        for (var from = 0; from < sent.Count; from++)
        {
            for (var to = from; to < sent.Count; to++)
            {
                var window = (sent[to].At - sent[from].At).TotalSeconds;
                Assert.True(to - from + 1 <= burst + (rate * window) + 1, $"{to - from + 1} messages within {window:0.000} s");
            }
        }
    }
}
