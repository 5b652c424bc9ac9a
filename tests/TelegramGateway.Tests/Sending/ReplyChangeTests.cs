using Relay.Contracts;
using Relay.Delivery.Providers;
using Relay.TelegramGateway.TelegramApi;
using Relay.TelegramGateway.Tests.Fakes;

namespace Relay.TelegramGateway.Tests.Sending;

/// <summary>A manager's edits and deletions of texts, as Telegram sees them.</summary>
public sealed class ReplyChangeTests : IAsyncLifetime
{
    private readonly ChatOfReplies chat = new();

    public ValueTask InitializeAsync() => chat.InitializeAsync();

    public ValueTask DisposeAsync() => chat.DisposeAsync();

    [Fact]
    public async Task An_edit_changes_the_message_in_the_chat_and_is_not_marked()
    {
        chat.Sent("Завтра");

        await chat.MakeAsync(ChatOfReplies.Edit("Послезавтра"));

        Assert.Equal(["editMessageText 11 Послезавтра"], chat.Calls());
    }

    [Fact]
    public async Task Only_the_parts_that_differ_are_edited()
    {
        var text = string.Concat(Enumerable.Repeat("абвг ", 1000));
        chat.Sent(text);

        await chat.MakeAsync(ChatOfReplies.Edit(text + "конец"));

        Assert.Equal(["editMessageText 12"], chat.Calls().Select(call => call[..18]));
        Assert.IsType<Recipient.Needless>(await chat.ResolveAsync(ChatOfReplies.Edit(text + "конец")));
    }

    [Fact]
    public async Task A_part_more_is_sent_and_a_part_fewer_is_deleted()
    {
        chat.Sent("Коротко");
        var text = string.Concat(Enumerable.Repeat("абвг ", 1000));

        await chat.MakeAsync(ChatOfReplies.Edit(text));
        Assert.Equal(["editMessageText 11", "sendMessage 0 абвг"], chat.Calls().Select(call => call[..18]));
        await chat.MakeAsync(ChatOfReplies.Edit("Коротко"));

        Assert.Equal(["editMessageText 11 Коротко", "deleteMessage 77 "], chat.Calls().Skip(2));
        Assert.Equal(11, TelegramId.Of(Assert.Single(chat.Shown)).MessageId);
    }

    [Fact]
    public async Task A_deletion_deletes_each_part_and_one_that_is_gone_is_done()
    {
        chat.Sent(string.Concat(Enumerable.Repeat("абвг ", 1000)));
        chat.Telegram.Answer("deleteMessage", 400, ChatOfReplies.Error("message to delete not found"));

        await chat.MakeAsync(ChatOfReplies.Deletion());

        Assert.Equal(["deleteMessage 11 ", "deleteMessage 12 "], chat.Calls());
        Assert.Empty(chat.Shown);
    }

    [Theory]
    [InlineData("message to edit not found")]
    [InlineData("message can't be edited")]
    [InlineData("there is no text in the message to edit")]
    public async Task What_cannot_be_edited_comes_as_a_marked_new_message(string description)
    {
        chat.Sent("Завтра");
        chat.Telegram.Answer("editMessageText", 400, ChatOfReplies.Error(description));

        await chat.MakeAsync(ChatOfReplies.Edit("Послезавтра"));

        Assert.Equal(["editMessageText 11 Послезавтра", "sendMessage 0 ✏️ Послезавтра"], chat.Calls());
        Assert.IsType<Recipient.Needless>(await chat.ResolveAsync(ChatOfReplies.Edit("Послезавтра")));
    }

    [Fact]
    public async Task What_is_the_same_already_is_done()
    {
        chat.Sent("Завтра");
        chat.Shown[0] = chat.Shown[0] with { Content = null };
        chat.Telegram.Answer("editMessageText", 400, ChatOfReplies.Error("message is not modified: specified new message content is the same"));

        await chat.MakeAsync(ChatOfReplies.Edit("Завтра"));

        Assert.Single(chat.Calls());
    }

    [Fact]
    public async Task What_could_not_be_edited_is_deleted_with_its_message()
    {
        chat.Sent("Завтра");
        chat.Telegram.Answer("editMessageText", 400, ChatOfReplies.Error("message can't be edited"));
        await chat.MakeAsync(ChatOfReplies.Edit("Послезавтра"));

        await chat.MakeAsync(ChatOfReplies.Deletion());

        Assert.Equal(["deleteMessage 77 ", "deleteMessage 11 "], chat.Calls().Skip(2));
        Assert.Empty(chat.Shown);
    }

    [Fact]
    public async Task A_deletion_deletes_what_is_known_and_is_told_if_a_copy_may_be_left()
    {
        chat.Sent("Завтра");
        chat.MayHaveCopies = true;
        chat.Telegram.Answer("deleteMessage", 200, """{"ok":true,"result":true}""");

        Assert.Equal(new SendOutcome.Failed(Reasons.NotDeleted), await chat.SendAsync(ChatOfReplies.Deletion()));
        Assert.Equal(["deleteMessage 11 "], chat.Calls());
    }

    [Fact]
    public async Task What_cannot_be_deleted_is_told()
    {
        chat.Sent("Завтра");
        chat.Telegram.Answer("deleteMessage", 400, ChatOfReplies.Error("message can't be deleted"));

        Assert.Equal(new SendOutcome.Failed(Reasons.NotDeleted), await chat.SendAsync(ChatOfReplies.Deletion()));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_deletion_of_what_the_chat_does_not_show_is_told_only_if_the_client_may_have_read_it(bool mayHaveBeenRead)
    {
        chat.MayHaveArrived = mayHaveBeenRead;

        Assert.Equal(mayHaveBeenRead ? new Recipient.Failed(Reasons.NotDeleted) : new Recipient.Needless(), await chat.ResolveAsync(ChatOfReplies.Deletion()));
    }

    [Fact]
    public async Task An_edit_of_what_never_came_is_a_marked_new_message_and_the_next_one_edits_that()
    {
        await chat.MakeAsync(ChatOfReplies.Edit("Послезавтра"));
        await chat.MakeAsync(ChatOfReplies.Edit("Никогда"));

        Assert.Equal(["sendMessage 0 ✏️ Послезавтра", "editMessageText 77 ✏️ Никогда"], chat.Calls());
    }

    [Fact]
    public async Task An_edit_of_a_late_message_keeps_the_line_that_says_so()
    {
        chat.Sent("Завтра", firstAttemptAfter: TimeSpan.FromHours(1));

        await chat.MakeAsync(ChatOfReplies.Edit("Послезавтра"));

        Assert.Equal(["editMessageText 11 (написано 01.01 в 03:00)\nПослезавтра"], chat.Calls());
    }

    [Fact]
    public async Task A_later_change_makes_an_earlier_one_needless()
    {
        chat.Sent("Завтра");

        Assert.IsType<Recipient.Needless>(await chat.ResolveAsync(ChatOfReplies.Edit("Послезавтра") with { ChangedTo = ChatOfReplies.Deletion().Body }));
    }

    [Fact]
    public async Task A_change_before_the_first_attempt_replaces_the_text_or_takes_it_back()
    {
        var reply = ChatOfReplies.Reply("Завтра");
        await chat.MakeAsync(reply with { ChangedTo = ChatOfReplies.Edit("Послезавтра").Body });

        Assert.Equal(["sendMessage 0 Послезавтра"], chat.Calls());
        Assert.IsType<Recipient.Needless>(await chat.ResolveAsync(reply with { ChangedTo = ChatOfReplies.Deletion().Body }));
    }

    [Fact]
    public async Task Whoever_had_the_phone_before_does_not_read_an_edit()
    {
        chat.Sent("Завтра");
        chat.Clients.Client = FakeDirectory.Ivan with { ChatId = 502 };

        Assert.Equal(new Recipient.Failed(Reasons.ClientChanged), await chat.ResolveAsync(ChatOfReplies.Edit("Послезавтра")));
    }

    [Fact]
    public async Task Edits_and_deletions_may_be_repeated_and_a_further_part_may_not()
    {
        chat.Sent("Завтра");

        Assert.True(Assert.IsType<Recipient.Known>(await chat.ResolveAsync(ChatOfReplies.Edit("Послезавтра"))).MayRepeat);
        Assert.True(Assert.IsType<Recipient.Known>(await chat.ResolveAsync(ChatOfReplies.Deletion())).MayRepeat);
        chat.Shown.Clear();
        Assert.False(Assert.IsType<Recipient.Known>(await chat.ResolveAsync(ChatOfReplies.Edit("Послезавтра"))).MayRepeat);
    }
}
