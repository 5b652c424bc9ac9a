using Microsoft.Extensions.Logging.Abstractions;
using Relay.Contracts;
using Relay.Contracts.Wahelp;
using Relay.Delivery.Messages;
using Relay.Delivery.Providers;
using Relay.Delivery.Sending;
using Relay.Delivery.Sending.Calling;
using Relay.ServiceDefaults.Configuration;
using Relay.TelegramGateway.SendingMessages;
using Relay.TelegramGateway.SendingReplies;
using Relay.TelegramGateway.TelegramApi;
using Relay.TelegramGateway.Tests.Fakes;

namespace Relay.TelegramGateway.Tests.Sending;

/// <summary>A manager's edits and deletions, as Telegram sees them.</summary>
public sealed class ReplyChangeTests : IAsyncLifetime, IChatTopics, IShownMessages
{
    private static readonly DateTimeOffset WrittenAt = DateTimeOffset.UnixEpoch.AddYears(56);
    private static readonly Guid Original = Guid.NewGuid();

    private readonly FakeDirectory clients = new() { Client = FakeDirectory.Ivan };
    private readonly RelayOptions relay = new();
    private List<ShownPart> shown = [];
    private OutgoingMessage? original;
    private bool mayHaveArrived = true;
    private FakeTelegram telegram = null!;
    private TelegramConnection connection = null!;
    private MessageSender<TelegramText> sender = null!;

    public async ValueTask InitializeAsync()
    {
        telegram = await FakeTelegram.StartAsync();
        connection = new TelegramConnection(telegram.Options);
        var replies = new Reply(clients, relay);
        sender = new MessageSender<TelegramText>(
            [replies, new ReplyChange(replies, this, relay)],
            [],
            new TelegramProvider(
                new TelegramMessages(connection, TimeProvider.System), new TelegramChanges(connection, TimeProvider.System), this,
                new BotAccount(connection, TimeProvider.System)),
            NullLogger<MessageSender<TelegramText>>.Instance);
    }

    public async ValueTask DisposeAsync()
    {
        connection.Dispose();
        await telegram.DisposeAsync();
    }

    public Task<int?> FindAsync(long chatId) => Task.FromResult<int?>(null);

    public Task<ShownMessage> FindAsync(Guid messageId, CancellationToken cancellationToken)
    {
        Assert.Equal(Original, messageId);
        return Task.FromResult(new ShownMessage { Message = original, Parts = [.. shown], MayHaveArrived = mayHaveArrived });
    }

    [Fact]
    public async Task An_edit_changes_the_message_in_the_chat_and_is_not_marked()
    {
        Sent("Завтра");

        await MakeAsync(Edit("Послезавтра"));

        Assert.Equal(["editMessageText 11 Послезавтра"], Calls());
    }

    [Fact]
    public async Task Only_the_parts_that_differ_are_edited()
    {
        var text = string.Concat(Enumerable.Repeat("абвг ", 1000));
        Sent(text);

        await MakeAsync(Edit(text + "конец"));

        Assert.Equal(["editMessageText 12"], Calls().Select(call => call[..18]));
        Assert.IsType<Recipient.Needless>(await ResolveAsync(Edit(text + "конец")));
    }

    [Fact]
    public async Task A_part_more_is_sent_and_a_part_fewer_is_deleted()
    {
        Sent("Коротко");
        var text = string.Concat(Enumerable.Repeat("абвг ", 1000));

        await MakeAsync(Edit(text));
        Assert.Equal(["editMessageText 11", "sendMessage 0 абвг"], Calls().Select(call => call[..18]));
        await MakeAsync(Edit("Коротко"));

        Assert.Equal(["editMessageText 11 Коротко", "deleteMessage 77 "], Calls().Skip(2));
        Assert.Equal(11, TelegramId.Of(Assert.Single(shown)).MessageId);
    }

    [Fact]
    public async Task A_deletion_deletes_each_part_and_one_that_is_gone_is_done()
    {
        Sent(string.Concat(Enumerable.Repeat("абвг ", 1000)));
        telegram.Answer("deleteMessage", 400, Error("message to delete not found"));

        await MakeAsync(Deletion());

        Assert.Equal(["deleteMessage 11 ", "deleteMessage 12 "], Calls());
        Assert.Empty(shown);
    }

    [Theory]
    [InlineData("message to edit not found")]
    [InlineData("message can't be edited")]
    [InlineData("there is no text in the message to edit")]
    public async Task What_cannot_be_edited_comes_as_a_marked_new_message(string description)
    {
        Sent("Завтра");
        telegram.Answer("editMessageText", 400, Error(description));

        await MakeAsync(Edit("Послезавтра"));

        Assert.Equal(["editMessageText 11 Послезавтра", "sendMessage 0 ✏️ Послезавтра"], Calls());
        Assert.IsType<Recipient.Needless>(await ResolveAsync(Edit("Послезавтра")));
    }

    [Fact]
    public async Task What_is_the_same_already_is_done()
    {
        Sent("Завтра");
        shown[0] = shown[0] with { Content = null };
        telegram.Answer("editMessageText", 400, Error("message is not modified: specified new message content is the same"));

        await MakeAsync(Edit("Завтра"));

        Assert.Single(Calls());
    }

    [Fact]
    public async Task What_cannot_be_deleted_is_told()
    {
        Sent("Завтра");
        telegram.Answer("deleteMessage", 400, Error("message can't be deleted"));

        Assert.Equal(new SendOutcome.Failed(Reasons.NotDeleted), await SendAsync(Deletion()));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_deletion_of_what_the_chat_does_not_show_is_told_only_if_the_client_may_have_read_it(bool mayHaveBeenRead)
    {
        mayHaveArrived = mayHaveBeenRead;

        Assert.Equal(mayHaveBeenRead ? new Recipient.Failed(Reasons.NotDeleted) : new Recipient.Needless(), await ResolveAsync(Deletion()));
    }

    [Fact]
    public async Task An_edit_of_what_never_came_is_a_marked_new_message_and_the_next_one_edits_that()
    {
        await MakeAsync(Edit("Послезавтра"));
        await MakeAsync(Edit("Никогда"));

        Assert.Equal(["sendMessage 0 ✏️ Послезавтра", "editMessageText 77 ✏️ Никогда"], Calls());
    }

    [Fact]
    public async Task An_edit_of_a_late_message_keeps_the_line_that_says_so()
    {
        Sent("Завтра", firstAttemptAfter: TimeSpan.FromHours(1));

        await MakeAsync(Edit("Послезавтра"));

        Assert.Equal(["editMessageText 11 (написано 01.01 в 03:00)\nПослезавтра"], Calls());
    }

    [Fact]
    public async Task A_later_change_makes_an_earlier_one_needless()
    {
        Sent("Завтра");

        Assert.IsType<Recipient.Needless>(await ResolveAsync(Edit("Послезавтра") with { ChangedTo = Deletion().Body }));
    }

    [Fact]
    public async Task A_change_before_the_first_attempt_replaces_the_text_or_takes_it_back()
    {
        var reply = Message(nameof(OperatorReplied), new() { Text = "Завтра" });
        await MakeAsync(reply with { ChangedTo = Edit("Послезавтра").Body });

        Assert.Equal(["sendMessage 0 Послезавтра"], Calls());
        Assert.IsType<Recipient.Needless>(await ResolveAsync(reply with { ChangedTo = Deletion().Body }));
    }

    [Fact]
    public async Task Whoever_had_the_phone_before_does_not_read_an_edit()
    {
        Sent("Завтра");
        clients.Client = FakeDirectory.Ivan with { ChatId = 502 };

        Assert.Equal(new Recipient.Failed(Reasons.ClientChanged), await ResolveAsync(Edit("Послезавтра")));
    }

    [Fact]
    public async Task Edits_and_deletions_may_be_repeated_and_a_further_part_may_not()
    {
        Sent("Завтра");

        Assert.True(Assert.IsType<Recipient.Known>(await ResolveAsync(Edit("Послезавтра"))).MayRepeat);
        Assert.True(Assert.IsType<Recipient.Known>(await ResolveAsync(Deletion())).MayRepeat);
        shown.Clear();
        Assert.False(Assert.IsType<Recipient.Known>(await ResolveAsync(Edit("Послезавтра"))).MayRepeat);
    }

    private static string Error(string description) => $$"""{"ok":false,"error_code":400,"description":"Bad Request: {{description}}"}""";

    private static OutgoingMessage Edit(string text) => Message(KindNames.ReplyChange, new() { Text = text, IsEdit = true });

    private static OutgoingMessage Deletion() => Message(KindNames.ReplyChange, new() { Text = "", IsDeletion = true });

    /// <summary>The original was sent, part by part, as messages 11, 12, ….</summary>
    private void Sent(string text, TimeSpan firstAttemptAfter = default)
    {
        var parts = TextSplitter.Split(text);
        original = Message(nameof(OperatorReplied), new() { Text = text }) with { PartsDone = parts.Count, FirstAttemptAt = WrittenAt + firstAttemptAfter };
        shown = [.. parts.Select((part, place) => new ShownPart($"501:{11 + place}", place, ShownText.Of(part)))];
    }

    private ValueTask<Recipient> ResolveAsync(OutgoingMessage message) => sender.ResolveAsync(message, TestContext.Current.CancellationToken);

    private async Task<SendOutcome> SendAsync(OutgoingMessage message) => await sender.SendAsync(
        message, Assert.IsType<Recipient.Known>(await ResolveAsync(message)), TestContext.Current.CancellationToken);

    /// <summary>Does what Delivery does, until the message is done.</summary>
    private async Task MakeAsync(OutgoingMessage message)
    {
        for (var more = true; more;)
        {
            telegram.AnswerIfAsked("editMessageText", """{"ok":true,"result":{"message_id":1}}""");
            telegram.AnswerIfAsked("deleteMessage", """{"ok":true,"result":true}""");
            telegram.AnswerIfAsked("sendMessage", """{"ok":true,"result":{"message_id":77}}""");
            var outcome = await SendAsync(message);
            shown.RemoveAll(part => part.ProviderMessageId == (outcome switch
            {
                SendOutcome.Unchangeable gone => gone.ProviderMessageId,
                SendOutcome.Delivered delivered => delivered.Gone ?? delivered.ProviderMessageId,
                _ => throw new InvalidOperationException(outcome.ToString()),
            }));
            if (outcome is SendOutcome.Delivered { Shown: { } content } named)
            {
                shown.Add(new ShownPart(named.ProviderMessageId!, content.Part, content.Content));
                shown.Sort((one, other) => one.Part.CompareTo(other.Part));
            }

            more = outcome is SendOutcome.Unchangeable or SendOutcome.Delivered { MoreParts: true };
        }
    }

    private List<string> Calls() =>
    [
        .. telegram.Calls.Select(call => $"{call.Method} {(call.Body.TryGetProperty("message_id", out var id) ? id.GetInt32() : 0)} "
            + (call.Body.TryGetProperty("text", out var text) ? text.GetString() : "")),
    ];

    private static OutgoingMessage Message(string type, Said said) => new()
    {
        MessageId = Guid.NewGuid(),
        Lane = "c:+79991234567",
        Number = 1,
        Type = type,
        Body = MessageJson.Write(new OperatorReplied
        {
            MessageId = Guid.NewGuid(),
            Lane = "c:+79991234567",
            Number = 1,
            Previous = 0,
            Channel = "c",
            Phone = "+79991234567",
            Text = said.Text,
            Original = type == KindNames.ReplyChange ? Original : null,
            IsEdit = said.IsEdit,
            IsDeletion = said.IsDeletion,
            AcceptedAt = WrittenAt,
        }),
        PartsDone = 0,
        MaybeDuplicate = false,
        ReceivedAt = WrittenAt,
    };

    private sealed record Said
    {
        public required string Text { get; init; }

        public bool IsEdit { get; init; }

        public bool IsDeletion { get; init; }
    }
}
