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

/// <summary>A chat with one reply in it, which a manager changes. It does what Delivery does, and keeps what Delivery keeps.</summary>
internal sealed class ChatOfReplies : IAsyncLifetime, IChatTopics, IShownMessages
{
    private static readonly DateTimeOffset WrittenAt = DateTimeOffset.UnixEpoch.AddYears(56);
    private static readonly Guid Original = Guid.NewGuid();

    private readonly FakeLife life = new();
    private OutgoingMessage? original;
    private TelegramConnection connection = null!;
    private TelegramFiles uploads = null!;
    private MessageSender<TelegramPart> sender = null!;

    public FakeDirectory Clients { get; } = new() { Client = FakeDirectory.Ivan };

    public FakeReplyFiles Files { get; } = new() { Bytes = "the bytes"u8.ToArray() };

    public List<ShownPart> Shown { get; private set; } = [];

    public bool MayHaveArrived { get; set; } = true;

    public bool MayHaveCopies { get; set; }

    public FakeTelegram Telegram { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Telegram = await FakeTelegram.StartAsync();
        connection = new TelegramConnection(Telegram.Options);
        uploads = new TelegramFiles(connection, Files, new FakeInstances(), life, TimeProvider.System);
        var replies = new Reply(Clients, Files, new RelayOptions());
        sender = new MessageSender<TelegramPart>(
            [replies, new ReplyChange(replies, this, Files, new RelayOptions())],
            [],
            new TelegramProvider(
                new TelegramMessages(connection, TimeProvider.System), uploads, new TelegramChanges(connection, TimeProvider.System), Files, this,
                new BotAccount(connection, TimeProvider.System), NullLogger<TelegramProvider>.Instance),
            NullLogger<MessageSender<TelegramPart>>.Instance);
    }

    public async ValueTask DisposeAsync()
    {
        uploads.Dispose();
        connection.Dispose();
        life.Dispose();
        await Telegram.DisposeAsync();
    }

    public Task<int?> FindAsync(long chatId) => Task.FromResult<int?>(null);

    public Task<ShownMessage> FindAsync(Guid messageId, CancellationToken cancellationToken)
    {
        Assert.Equal(Original, messageId);
        return Task.FromResult(new ShownMessage { Message = original, Parts = [.. Shown], MayHaveArrived = MayHaveArrived, MayHaveCopies = MayHaveCopies });
    }

    public static string Error(string description) => $$"""{"ok":false,"error_code":400,"description":"Bad Request: {{description}}"}""";

    public static OutgoingMessage Reply(string text, string? file = null) => Message(nameof(OperatorReplied), new() { Text = text, File = file });

    public static OutgoingMessage Edit(string text, string? file = null) =>
        Message(KindNames.ReplyChange, new() { Text = text, IsEdit = true, File = file });

    public static OutgoingMessage Deletion() => Message(KindNames.ReplyChange, new() { Text = "", IsDeletion = true });

    /// <summary>The original was sent, part by part, as messages 11, 12, ….</summary>
    public void Sent(string text, TimeSpan firstAttemptAfter = default)
    {
        var parts = TextSplitter.Split(text);
        original = Reply(text) with { PartsDone = parts.Count, FirstAttemptAt = WrittenAt + firstAttemptAfter };
        Shown = [.. parts.Select((part, place) => new ShownPart($"501:{11 + place}", place, SendingMessages.Shown.Text(part)))];
    }

    /// <summary>Sends a reply with a file as its original. Its messages are 77, 78, ….</summary>
    public async Task SentAsync(string text, string file)
    {
        Files.File = new ReplyFile.Ready(Guid.NewGuid(), TelegramFileKind.Document, Guid.NewGuid(), Files.Bytes.Length, "a.pdf", FileId: null);
        var reply = Reply(text, file);
        await MakeAsync(reply);
        original = reply with { PartsDone = Shown.Count, FirstAttemptAt = WrittenAt };
        Files.File = new ReplyFile.Waiting();
    }

    public ValueTask<Recipient> ResolveAsync(OutgoingMessage message) => sender.ResolveAsync(message, TestContext.Current.CancellationToken);

    public async Task<SendOutcome> SendAsync(OutgoingMessage message) => await sender.SendAsync(
        message, Assert.IsAssignableFrom<Recipient.Known>(await ResolveAsync(message)), TestContext.Current.CancellationToken);

    /// <summary>Does what Delivery does, until the message is done: parts of a reply are counted, steps of a change are not.</summary>
    /// <returns>Why it is done although there is more to do; null if there is not.</returns>
    public async Task<Recipient?> MakeAsync(OutgoingMessage message)
    {
        var isReply = message.Type == nameof(OperatorReplied);
        for (var more = true; more; message = isReply ? message with { PartsDone = message.PartsDone + 1 } : message)
        {
            AnswerAll();
            if (await ResolveAsync(message) is not Recipient.Known known)
            {
                return await ResolveAsync(message);
            }

            var outcome = await sender.SendAsync(message, known, TestContext.Current.CancellationToken);
            var (changed, now) = outcome switch
            {
                SendOutcome.Unchangeable { ProviderMessageId: var left } => (left, new ShownPart(left, ShownPart.Left, Content: null)),
                SendOutcome.Delivered { Gone: { } gone } => (gone, null),
                SendOutcome.Delivered { ProviderMessageId: var id, Shown: { } content } => (id, new ShownPart(id!, content.Part, content.Content)),
                _ => throw new InvalidOperationException(outcome.ToString()),
            };
            Shown = [.. Shown.Where(part => part.ProviderMessageId != changed).Append(now).OfType<ShownPart>().OrderBy(part => part.Part)];

            more = outcome is SendOutcome.Unchangeable or SendOutcome.Delivered { MoreParts: true };
        }

        return null;
    }

    /// <summary>What Telegram was asked: method, id of a changed message, text or caption.</summary>
    public List<string> Calls() =>
    [
        .. Telegram.Calls.Select(call => call.Body.ValueKind == System.Text.Json.JsonValueKind.Undefined
            ? call.Method
            : $"{call.Method} {(call.Body.TryGetProperty("message_id", out var id) ? id.GetInt32() : 0)} "
                + (call.Body.TryGetProperty("text", out var text) || call.Body.TryGetProperty("caption", out text) ? text.GetString() : "")),
    ];

    private void AnswerAll()
    {
        Telegram.AnswerIfAsked("editMessageText", """{"ok":true,"result":{"message_id":1}}""");
        Telegram.AnswerIfAsked("editMessageCaption", """{"ok":true,"result":{"message_id":1}}""");
        Telegram.AnswerIfAsked("deleteMessage", """{"ok":true,"result":true}""");
        var next = 77 + Shown.Count(part => part.ProviderMessageId.StartsWith("501:7", StringComparison.Ordinal));
        Telegram.AnswerIfAsked("sendMessage", $$$"""{"ok":true,"result":{"message_id":{{{next}}}}}""");
        Telegram.AnswerIfAsked("sendDocument", $$$"""{"ok":true,"result":{"message_id":{{{next}}}}}""");
    }

    private static OutgoingMessage Message(string type, Said said)
    {
        var id = Guid.NewGuid();
        return new()
        {
            MessageId = id,
            Lane = "c:+79991234567",
            Number = 1,
            Type = type,
            Body = MessageJson.Write(new OperatorReplied
            {
                MessageId = id,
                Lane = "c:+79991234567",
                Number = 1,
                Previous = 0,
                Channel = "c",
                Phone = "+79991234567",
                Text = said.Text,
                Attachments = said.File is null ? [] : [new Attachment { Url = said.File, FileName = "" }],
                Original = type == KindNames.ReplyChange ? Original : null,
                IsEdit = said.IsEdit,
                IsDeletion = said.IsDeletion,
                AcceptedAt = WrittenAt,
            }),
            PartsDone = 0,
            MaybeDuplicate = false,
            ReceivedAt = WrittenAt,
        };
    }

    private sealed record Said
    {
        public required string Text { get; init; }

        public string? File { get; init; }

        public bool IsEdit { get; init; }

        public bool IsDeletion { get; init; }
    }
}
