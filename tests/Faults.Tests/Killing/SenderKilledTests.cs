using Relay.Harness;
using Relay.Harness.Checking;
using Relay.ServiceDefaults;

namespace Relay.Faults.Tests.Killing;

/// <summary>Deaths around a call (F7): never a loss, at most one further copy, and that one marked.</summary>
public sealed class SenderKilledTests
{
    [Fact]
    [Trait("Fault", "F7")]
    public async Task A_sender_killed_before_the_bytes_leave_sends_again_marked_though_no_copy_was_made()
    {
        await using var faults = await FaultStack.StartAsync(clients: 1);

        await faults.DieAtAsync(FailPoint.Intended, () => faults.WriteBothWaysAsync(3), RelayService.WahelpGateway, RelayService.TelegramGateway);

        foreach (var verdict in await faults.CheckAsync())
        {
            Assert.Equal(0, verdict.Account.ExtraCopies);
            Assert.Single(verdict.Marked);
        }
    }

    /// <summary>Wahelp's history shows that a message arrived, after the account has shown how the relay's own messages look there.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Trait("Fault", "F7")]
    public async Task A_sender_killed_when_the_provider_has_accepted_and_before_the_commit_makes_one_marked_copy_unless_the_history_shows_it(bool isKnown)
    {
        await using var faults = await FaultStack.StartAsync(clients: 1);
        if (isKnown)
        {
            await faults.WriteBothWaysAsync(1);
            await faults.CheckAsync();
        }

        await faults.DieAtAsync(FailPoint.Answered, () => faults.WriteBothWaysAsync(3), RelayService.WahelpGateway, RelayService.TelegramGateway);

        await CheckCopiesAsync(faults, atWahelp: isKnown ? 0 : 1);
    }

    [Fact]
    [Trait("Fault", "F7")]
    public async Task A_sender_killed_while_the_provider_has_accepted_and_does_not_answer_yet_makes_one_copy_and_marks_it()
    {
        await using var faults = await FaultStack.StartAsync(clients: 1);
        await faults.HideHistoryAsync();
        foreach (var at in new[] { "wahelp.send", "telegram.sendMessage" })
        {
            await faults.Sandbox.ScriptAsync(new SandboxScript { At = at, Accept = true, Then = "silence" });
        }

        await faults.WriteBothWaysAsync(3);
        // Both at once: otherwise a call would time out, be repeated, and the repeat be hit.
        await Task.WhenAll(
            KillInCallAsync(faults, Direction.ToWahelp, Seen.WahelpAccepted, nth: 1),
            KillInCallAsync(faults, Direction.ToChats, Seen.ChatDelivered, nth: 2)); // after the thanks

        await CheckCopiesAsync(faults, atWahelp: 1);
    }

    private static async Task KillInCallAsync(FaultStack faults, Direction direction, string accepted, int nth)
    {
        var receiver = faults.Stack[Books.Receiver(direction)];
        await faults.Sandbox.WaitForAsync(accepted, nth, timeout: TimeSpan.FromMinutes(1));
        await Waiting.UntilAsync(async () => (await faults.Books.InFlightAsync(direction)).Count == 1, TimeSpan.FromSeconds(30), "the call is under way");
        await receiver.Process.KillAsync();
        await receiver.StartAsync();
    }

    private static async Task CheckCopiesAsync(FaultStack faults, int atWahelp)
    {
        foreach (var verdict in await faults.CheckAsync())
        {
            var copies = verdict.Account.Direction == Direction.ToChats ? 1 : atWahelp;
            Assert.Equal(copies, verdict.Account.ExtraCopies);
            Assert.Equal(copies, verdict.Marked.Count);
        }
    }
}
