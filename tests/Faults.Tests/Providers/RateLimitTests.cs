using Relay.Harness;
using Relay.Harness.Checking;

namespace Relay.Faults.Tests.Providers;

public sealed class RateLimitTests(SharedStack shared) : IClassFixture<SharedStack>
{
    private const int Wait = 6;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [Fact]
    [Trait("Fault", "F16")]
    public async Task A_429_of_one_chat_makes_that_chat_wait_as_long_as_asked_and_nobody_else()
    {
        var traffic = await shared.NewTrafficAsync(10);
        var limited = traffic.Chats.First();
        await shared.Sandbox.ScriptAsync(new SandboxScript { At = "telegram.sendMessage", Chat = limited, Status = 429, RetryAfter = Wait });

        await traffic.ManagersWriteAsync(5);
        await shared.Sandbox.WaitForAsync(Seen.ChatRefused, party: $"{limited}", timeout: Patience);
        var verdicts = await shared.HealAndCheckAsync(traffic);

        var journal = traffic.Own(await shared.Sandbox.SeenAsync($"{Seen.ChatRefused},{Seen.ChatDelivered}"));
        var refused = Assert.Single(journal, entry => entry.What == Seen.ChatRefused);
        var replies = journal.Where(entry => Numbered.NumberOf(Direction.ToChats, entry.Text) is not null && entry.What == Seen.ChatDelivered).ToList();
        var first = replies.First(entry => entry.Chat == limited);
        Assert.True(first.At - refused.At >= TimeSpan.FromSeconds(Wait), "the chat waits as long as it was asked to");
        Assert.All(replies.Where(entry => entry.Chat != limited), entry => Assert.True(entry.Seq < first.Seq, "no other chat waits for it"));
        Assert.All(verdicts, verdict => Assert.Empty(verdict.Marked));
    }

    [Fact]
    [Trait("Fault", "F16")]
    public async Task A_429_of_Wahelp_for_one_client_makes_that_client_wait_and_nobody_else()
    {
        var traffic = await shared.NewTrafficAsync(10);
        var limited = traffic.Phones.First();
        await shared.Sandbox.ScriptAsync(new SandboxScript { At = "wahelp.send", Phone = limited, Status = 429, RetryAfter = Wait });

        await traffic.ClientsWriteAsync(5);
        await shared.Sandbox.WaitForAsync(Seen.WahelpRefused, party: limited, timeout: Patience);
        await shared.HealAndCheckAsync(traffic);

        var journal = traffic.Own(await shared.Sandbox.SeenAsync($"{Seen.WahelpRefused},{Seen.WahelpAccepted}"));
        var refused = Assert.Single(journal, entry => entry.What == Seen.WahelpRefused);
        var arrived = journal.Where(entry => entry.What == Seen.WahelpAccepted).ToList();
        var first = arrived.First(entry => entry.Phone == limited);
        Assert.True(first.At - refused.At >= TimeSpan.FromSeconds(Wait), "the client waits as long as asked");
        Assert.All(arrived.Where(entry => entry.Phone != limited), entry => Assert.True(entry.Seq < first.Seq, "nobody else waits"));
    }

    [Fact]
    [Trait("Fault", "F16")]
    public async Task When_many_chats_get_429_within_a_second_the_whole_bot_waits_and_then_all_is_delivered_in_order()
    {
        var traffic = await shared.NewTrafficAsync(30);
        await shared.Sandbox.ScriptAsync(new SandboxScript { At = "telegram.sendMessage", Status = 429, RetryAfter = Wait, Times = 10 });

        await traffic.ManagersWriteAsync(3);
        await shared.Sandbox.WaitForAsync(Seen.ChatDelivered, party: $"{traffic.Chats.Last()}", atLeast: 4, timeout: Patience);
        var verdicts = await shared.HealAndCheckAsync(traffic);

        Assert.All(verdicts, verdict => Assert.Equal(0, verdict.Account.ExtraCopies));
    }
}
