using Relay.Harness;
using Relay.Harness.Checking;

namespace Relay.Faults.Tests.Providers;

/// <summary>F20: answers about this recipient or this text. The manager is told in words, and the other lanes continue.</summary>
public sealed class RefusedMessageTests(SharedStack shared) : IClassFixture<SharedStack>
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [Theory]
    [InlineData(403, "Forbidden: user is deactivated", 1)]
    [InlineData(400, "Bad Request: chat not found", 1)]
    [InlineData(400, "Bad Request: message is too long", 1)]
    [InlineData(405, "Something nobody has ever seen", 1)] // getMe is answered: the message is at fault
    [InlineData(400, "Bad Request: not enough rights to send text messages to the chat", 1)]
    [Trait("Fault", "F20")]
    public async Task A_reply_that_Telegram_refuses_fails_with_a_note_to_its_manager_and_the_others_go_on(int status, string description, int times)
    {
        var traffic = await shared.NewTrafficAsync(6);
        var (phone, chat) = (traffic.Phones.First(), traffic.Chats.First());
        await shared.Sandbox.ScriptAsync(
            new SandboxScript { At = "telegram.sendMessage", Chat = chat, Status = status, Description = description, Times = times });
        await traffic.ManagersWriteAsync(4);

        await UntilNotedAsync(phone, 1);
        var toChats = (await shared.HealAndCheckAsync(traffic)).Single(verdict => verdict.Account.Direction == Direction.ToChats);

        Assert.Equal([new Numbered(phone, 1)], toChats.Failed);
        Assert.Equal(6 * 4 - 1, toChats.Account.Delivered.Count);
        Assert.Single(await NotesAsync(phone));
    }

    [Fact]
    [Trait("Fault", "F20")]
    public async Task A_blocked_bot_holds_the_replies_tells_the_manager_once_and_goes_on_when_the_client_comes_back()
    {
        var traffic = await shared.NewTrafficAsync(6);
        var (phone, chat) = (traffic.Phones.First(), traffic.Chats.First());
        await shared.Sandbox.ClientBlocksBotAsync(chat);
        await traffic.ManagersWriteAsync(4);

        await UntilNotedAsync(phone, 1);
        foreach (var other in traffic.Chats.Skip(1))
        {
            await shared.Sandbox.WaitForAsync(Seen.ChatDelivered, 5, $"{other}", Patience);
        }

        await shared.Sandbox.ClientUnblocksBotAsync(chat);
        var toChats = (await shared.HealAndCheckAsync(traffic)).Single(verdict => verdict.Account.Direction == Direction.ToChats);

        Assert.Empty(toChats.Failed);
        Assert.Single(await NotesAsync(phone));
    }

    [Fact]
    [Trait("Fault", "F20")]
    public async Task A_message_that_Wahelp_refuses_fails_with_word_to_its_client_and_the_others_go_on()
    {
        var traffic = await shared.NewTrafficAsync(6);
        var (phone, chat) = (traffic.Phones.First(), traffic.Chats.First());
        var said = (await shared.Sandbox.SeenInChatAsync(chat)).Count;
        await shared.Sandbox.ScriptAsync(new SandboxScript { At = "wahelp.send", Phone = phone, Status = 422, Description = "Номер не зарегистрирован" });
        await traffic.ClientsWriteAsync(4);

        await shared.Sandbox.WaitInChatAsync(chat, said + 1, Patience);
        var toWahelp = (await shared.HealAndCheckAsync(traffic)).Single(verdict => verdict.Account.Direction == Direction.ToWahelp);

        Assert.Equal([new Numbered(phone, 1)], toWahelp.Failed);
    }

    private Task UntilNotedAsync(string phone, int notes) =>
        Waiting.UntilAsync(async () => (await NotesAsync(phone)).Count >= notes, Patience, "the manager is told");

    private async Task<List<SeenEntry>> NotesAsync(string phone) =>
        [.. (await shared.Sandbox.SeenAtWahelpAsync(phone)).Where(entry => entry.Text!.Contains("⟦Relay⟧", StringComparison.Ordinal))];
}
