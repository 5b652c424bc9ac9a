using Relay.Harness;
using Relay.Harness.Checking;

namespace Relay.Faults.Tests.Providers;

/// <summary>F18: a provider takes a message and never answers.</summary>
public sealed class NoAnswerTests
{
    [Fact]
    [Trait("Fault", "F18")]
    public async Task At_least_once_sends_what_got_no_answer_a_second_time_and_marks_it()
    {
        await using var faults = await FaultStack.StartAsync(clients: 3);
        await faults.HideHistoryAsync();
        await SilenceOnceAsync(faults);

        await faults.WriteBothWaysAsync(3);

        foreach (var verdict in await faults.CheckAsync())
        {
            Assert.Equal(1, verdict.Account.ExtraCopies);
            Assert.Single(verdict.Marked);
            Assert.Equal(1, verdict.Account.DoubtfulSends);
        }
    }

    [Fact]
    [Trait("Fault", "F18")]
    public async Task At_most_once_never_sends_a_second_time_and_both_sides_are_told_of_what_nobody_can_know()
    {
        await using var faults = await FaultStack.StartAsync(
            new RelayStackOptions { Environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["RELAY_UNCERTAIN"] = "at-most-once" } },
            clients: 1);
        await faults.HideHistoryAsync();
        var (chat, phone) = (faults.Traffic.Chats.Single(), faults.Traffic.Phones.Single());
        var told = (await faults.Sandbox.SeenInChatAsync(chat)).Count;
        await SilenceOnceAsync(faults);

        await faults.WriteBothWaysAsync(3);

        foreach (var verdict in await faults.CheckAsync())
        {
            Assert.Equal(0, verdict.Account.ExtraCopies);
            Assert.Equal(3, verdict.Account.Delivered.Count);
        }

        var notes = (await faults.Sandbox.SeenAtWahelpAsync(phone)).Where(entry => entry.Text!.Contains("⟦Relay⟧", StringComparison.Ordinal));
        Assert.Single(notes);
        await faults.Sandbox.WaitInChatAsync(chat, told + 4); // three replies, and a prompt about the client's message that may not have arrived
    }

    private static async Task SilenceOnceAsync(FaultStack faults)
    {
        foreach (var at in new[] { "wahelp.send", "telegram.sendMessage" })
        {
            await faults.Sandbox.ScriptAsync(new SandboxScript { At = at, Accept = true, Then = "silence" });
        }
    }
}
