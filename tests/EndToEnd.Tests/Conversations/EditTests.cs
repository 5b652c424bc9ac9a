using Relay.Harness;

namespace Relay.EndToEnd.Tests.Conversations;

/// <summary>The manager's edits and deletions change the very messages in the client's chat.</summary>
[Collection(OneRelay.Name)]
public sealed class EditTests(RelayFixture relay)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private SandboxClient Sandbox => relay.Sandbox;

    [Fact]
    public async Task After_each_edit_and_the_deletion_the_chat_shows_exactly_the_current_state()
    {
        var (chat, phone) = await relay.LinkedClientAsync();
        var thanks = await Sandbox.ShownInChatAsync(chat);
        var text = string.Concat(Enumerable.Repeat("слово ", 1000));

        var id = await Sandbox.ManagerRepliesAsync(phone, text);
        await UntilShownAsync(chat, shown => shown.Count == thanks.Count + 2 && Joined(shown.Skip(thanks.Count)) == Joined([text]));
        await Sandbox.ManagerEditsAsync(phone, id, "Коротко");
        await UntilShownAsync(chat, shown => shown.SequenceEqual([.. thanks, "Коротко"]));
        await Sandbox.ManagerEditsAsync(phone, id, "Ещё короче");
        await UntilShownAsync(chat, shown => shown.SequenceEqual([.. thanks, "Ещё короче"]));
        await Sandbox.ManagerDeletesAsync(phone, id);
        await UntilShownAsync(chat, shown => shown.SequenceEqual(thanks));
        Assert.Empty(await Sandbox.UnexpectedCallsAsync());
    }

    [Fact]
    public async Task A_client_who_links_later_sees_the_edited_text_alone()
    {
        var chat = RelayFixture.NewChat();
        var phone = SandboxClient.PhoneOf(chat);
        var first = await Sandbox.ManagerRepliesAsync(phone, "Завтра");
        var second = await Sandbox.ManagerRepliesAsync(phone, "Лишнее");
        await Sandbox.WaitAtWahelpAsync(phone); // the note: both wait
        await Sandbox.ManagerEditsAsync(phone, first, "Послезавтра");
        await Sandbox.ManagerDeletesAsync(phone, second);
        await Sandbox.ManagerRepliesAsync(phone, "Ждём вас");
        await Sandbox.WaitForAsync(Seen.WebhookDelivered, 5, phone);

        await Sandbox.ClientSharesContactAsync(chat);

        await UntilShownAsync(chat, shown => shown.Contains("Ждём вас"));
        var replies = (await Sandbox.ShownInChatAsync(chat)).Where(text => text is "Завтра" or "Лишнее" or "Послезавтра" or "Ждём вас");
        Assert.Equal(["Послезавтра", "Ждём вас"], replies);
    }

    /// <summary>Telegram trims the ends of messages, and a text is split at a space.</summary>
    private static string Joined(IEnumerable<string> texts) => string.Join(' ', texts.Select(text => text.Trim()));

    private Task UntilShownAsync(long chat, Func<IReadOnlyList<string>, bool> isAsExpected) =>
        Waiting.UntilAsync(async () => isAsExpected(await Sandbox.ShownInChatAsync(chat)), Patience, "the chat shows something else");
}
