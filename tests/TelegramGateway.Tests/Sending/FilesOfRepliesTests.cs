using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Relay.Contracts;
using Relay.Contracts.Wahelp;
using Relay.Delivery.Messages;
using Relay.Delivery.Providers;
using Relay.Delivery.Sending.Calling;
using Relay.ServiceDefaults.Configuration;
using Relay.TelegramGateway.SendingMessages;
using Relay.TelegramGateway.SendingReplies;
using Relay.TelegramGateway.TelegramApi;
using Relay.TelegramGateway.Tests.Fakes;

namespace Relay.TelegramGateway.Tests.Sending;

/// <summary>What Telegram gets of a reply with a file.</summary>
public sealed class FilesOfRepliesTests : IAsyncLifetime, IChatTopics
{
    private readonly FakeDirectory clients = new() { Client = FakeDirectory.Ivan };
    private readonly FakeReplyFiles files = new() { Bytes = Encoding.ASCII.GetBytes("the bytes") };
    private readonly FakeLife life = new();
    private FakeTelegram telegram = null!;
    private TelegramConnection connection = null!;
    private TelegramFiles uploads = null!;
    private MessageSender<TelegramPart> sender = null!;

    public async ValueTask InitializeAsync()
    {
        telegram = await FakeTelegram.StartAsync();
        connection = new TelegramConnection(telegram.Options);
        uploads = new TelegramFiles(connection, files, new FakeInstances(), life, TimeProvider.System);
        sender = new MessageSender<TelegramPart>(
            [new Reply(clients, files, new RelayOptions())],
            [],
            new TelegramProvider(
                new TelegramMessages(connection, TimeProvider.System), uploads, new TelegramChanges(connection, TimeProvider.System), files, this,
                new BotAccount(connection, TimeProvider.System), NullLogger<TelegramProvider>.Instance),
            NullLogger<MessageSender<TelegramPart>>.Instance);
    }

    public async ValueTask DisposeAsync()
    {
        uploads.Dispose();
        connection.Dispose();
        life.Dispose();
        await telegram.DisposeAsync();
    }

    public Task<int?> FindAsync(long chatId) => Task.FromResult<int?>(null);

    [Fact]
    public async Task A_reply_waits_for_its_file()
    {
        Assert.IsType<Recipient.Unavailable>(await ResolveAsync(Reply("Прайс")));
    }

    [Theory]
    [InlineData("Photo", "sendPhoto", "photo")]
    [InlineData("Voice", "sendVoice", "voice")]
    [InlineData("Document", "sendDocument", "document")]
    public async Task A_file_goes_with_its_text_by_the_method_of_its_kind(string kind, string method, string field)
    {
        files.File = Ready(Enum.Parse<TelegramFileKind>(kind), "Прайс \"март\".pdf");
        telegram.Answer(method, 200, $$$$"""{"ok":true,"result":{"message_id":7,"{{{{field}}}}":{"file_id":"F1"}}}""");

        var outcome = await SendAsync(Reply("Вот прайс"));

        Assert.Equal("501:7", Assert.IsType<SendOutcome.Delivered>(outcome).ProviderMessageId);
        var upload = Assert.Single(telegram.Uploads);
        Assert.Contains($"name=\"{field}\"; filename=\"Прайс \\\"март\\\".pdf\"", upload, StringComparison.Ordinal);
        Assert.Contains("name=\"caption\"\r\n\r\nВот прайс\r\n", upload, StringComparison.Ordinal);
        Assert.Contains("\r\n\r\nthe bytes\r\n--", upload, StringComparison.Ordinal);
        Assert.Equal(["F1"], files.Remembered);
    }

    [Fact]
    public async Task A_text_that_is_no_caption_follows_its_file()
    {
        files.File = Ready(TelegramFileKind.Document);
        telegram.Answer("sendDocument", 200, Accepted).Answer("sendMessage", 200, Accepted);
        var reply = Reply(new string('я', 1025));

        Assert.True(Assert.IsType<SendOutcome.Delivered>(await SendAsync(reply)).MoreParts);
        Assert.False(Assert.IsType<SendOutcome.Delivered>(await SendAsync(reply with { PartsDone = 1 })).MoreParts);

        Assert.Equal(["sendDocument", "sendMessage"], telegram.Calls.Select(call => call.Method));
        Assert.DoesNotContain("caption", Assert.Single(telegram.Uploads), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_Telegram_has_already_is_not_uploaded_again()
    {
        files.File = Ready(TelegramFileKind.Document) with { FileId = "F1" };
        telegram.Answer("sendDocument", 200, Accepted);

        Assert.IsType<SendOutcome.Delivered>(await SendAsync(Reply("Прайс")));

        Assert.Empty(telegram.Uploads);
        Assert.Equal("F1", Assert.Single(telegram.Calls).Body.GetProperty("document").GetString());
    }

    [Theory]
    [InlineData("Photo", "Bad Request: PHOTO_INVALID_DIMENSIONS", "sendDocument")]
    [InlineData("Photo", "Bad Request: IMAGE_PROCESS_FAILED", "sendDocument")]
    [InlineData("Photo", "Bad Request: file of size 11000000 bytes is too big for a photo", "sendDocument")]
    [InlineData("Voice", "Bad Request: VOICE_MESSAGES_FORBIDDEN", "sendDocument")]
    [InlineData("Voice", "Bad Request: user restricted receiving of voice messages", "sendDocument")]
    [InlineData("Video", "Bad Request: something about its content", "sendDocument")]
    [Trait("Fault", "F45")]
    public async Task What_is_refused_as_its_kind_goes_as_a_document(string kind, string refusal, string next)
    {
        files.File = Ready(Enum.Parse<TelegramFileKind>(kind));
        telegram.Answer("send" + kind, 400, Refused(400, refusal)).Answer(next, 200, Accepted);

        Assert.Equal(new SendOutcome.GoesAgain(TimeSpan.Zero), await SendAsync(Reply("Вот")));
        Assert.IsType<SendOutcome.Delivered>(await SendAsync(Reply("Вот")));

        Assert.Equal([FileRefusal.Kind], files.Refusals);
        Assert.All(telegram.Uploads, upload => Assert.Contains("Вот", upload, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Bad Request: wrong file identifier/HTTP URL specified")]
    [InlineData("Bad Request: type of file mismatch")]
    public async Task A_remembered_id_that_is_no_good_is_forgotten_and_the_bytes_are_uploaded(string refusal)
    {
        files.File = Ready(TelegramFileKind.Document) with { FileId = "old" };
        telegram.Answer("sendDocument", 400, Refused(400, refusal)).Answer("sendDocument", 200, Accepted);

        Assert.IsType<SendOutcome.GoesAgain>(await SendAsync(Reply("")));
        Assert.IsType<SendOutcome.Delivered>(await SendAsync(Reply("")));

        Assert.Single(telegram.Uploads);
    }

    [Theory]
    [InlineData(413, "Request Entity Too Large")]
    [InlineData(400, "Bad Request: file must be non-empty")]
    [InlineData(400, "Bad Request: file of size 60000000 bytes is too big")]
    [Trait("Fault", "F44")]
    public async Task If_Telegram_does_not_take_a_file_its_text_goes_alone_and_then_the_message_fails(int status, string refusal)
    {
        files.File = Ready(TelegramFileKind.Document);
        telegram.Answer("sendDocument", status, Refused(status, refusal)).Answer("sendMessage", 200, Accepted);
        var reply = Reply("Вот прайс");

        Assert.IsType<SendOutcome.GoesAgain>(await SendAsync(reply));
        Assert.True(Assert.IsType<SendOutcome.Delivered>(await SendAsync(reply)).MoreParts); // so it is looked at once more

        Assert.Equal("Вот прайс", telegram.Calls.Last().Body.GetProperty("text").GetString());
        Assert.Equal(new Recipient.Failed(Reasons.FileUnavailable), await ResolveAsync(reply with { PartsDone = 1 }));
    }

    [Fact]
    public async Task A_missing_file_without_a_text_fails_without_a_call()
    {
        files.File = new ReplyFile.Missing();
        Assert.Equal(new Recipient.Failed(Reasons.FileUnavailable), await ResolveAsync(Reply("")));
    }

    [Fact]
    public async Task What_concerns_the_client_concerns_files_too()
    {
        files.File = Ready(TelegramFileKind.Photo);
        telegram.Answer("sendPhoto", 403, Refused(403, "Forbidden: bot was blocked by the user"));

        Assert.Equal(new SendOutcome.Held(Reasons.BotBlocked), await SendAsync(Reply("a")));
        Assert.Empty(files.Refusals);
    }

    [Fact]
    [Trait("Fault", "F43")]
    public async Task An_upload_that_breaks_before_its_end_sent_nothing_and_one_that_breaks_after_it_is_unanswered()
    {
        files.File = Ready(TelegramFileKind.Document) with { Size = 1000 };
        Assert.Equal(new SendOutcome.NotNow("upload_broken"), await SendAsync(Reply("a"))); // fewer bytes than its length says

        files.File = Ready(TelegramFileKind.Document);
        telegram.Answer("sendDocument", http =>
        {
            http.Abort();
            return Task.CompletedTask;
        });
        Assert.IsType<SendOutcome.Unanswered>(await SendAsync(Reply("a")));
    }

    [Fact]
    [Trait("Fault", "F43")]
    public async Task A_file_whose_upload_breaks_again_and_again_does_not_go_and_its_text_goes_alone()
    {
        files.File = Ready(TelegramFileKind.Document) with { Size = 1000 };
        var reply = Reply("a");

        Assert.Equal(new SendOutcome.NotNow("upload_broken"), await SendAsync(reply with { Refused = 6 }));
        Assert.Empty(files.Refusals);
        Assert.Equal(new SendOutcome.GoesAgain(TimeSpan.Zero), await SendAsync(reply with { Refused = 7 }));
        Assert.Equal([FileRefusal.File], files.Refusals);
        telegram.Answer("sendMessage", 200, Accepted);
        Assert.IsType<SendOutcome.Delivered>(await SendAsync(reply with { Refused = 7 }));
    }

    [Fact]
    public async Task A_stopping_process_starts_no_upload_and_nothing_counts()
    {
        files.File = Ready(TelegramFileKind.Document);
        life.StopApplication();

        Assert.IsType<SendOutcome.GoesAgain>(await SendAsync(Reply("a")));
        Assert.Empty(telegram.Calls);
    }

    private const string Accepted = """{"ok":true,"result":{"message_id":7}}""";

    private static string Refused(int status, string words) => $$"""{"ok":false,"error_code":{{status}},"description":"{{words}}"}""";

    private ReplyFile.Ready Ready(TelegramFileKind kind, string name = "a.bin") =>
        new(Guid.NewGuid(), kind, Guid.NewGuid(), files.Bytes.Length, name, FileId: null);

    private static OutgoingMessage Reply(string text)
    {
        var reply = new OperatorReplied
        {
            MessageId = Guid.NewGuid(),
            Lane = "c:+79991234567",
            Number = 1,
            Previous = 0,
            Channel = "c",
            Phone = "+79991234567",
            Text = text,
            AcceptedAt = DateTimeOffset.UnixEpoch,
            Attachments = [new Attachment { Url = "https://wahelp.ru/a", FileName = "" }],
        };
        return new OutgoingMessage
        {
            MessageId = reply.MessageId,
            Lane = reply.Lane,
            Number = 1,
            Type = nameof(OperatorReplied),
            Body = MessageJson.Write(reply),
            PartsDone = 0,
            MaybeDuplicate = false,
            ReceivedAt = DateTimeOffset.UnixEpoch,
        };
    }

    private ValueTask<Recipient> ResolveAsync(OutgoingMessage message) => sender.ResolveAsync(message, TestContext.Current.CancellationToken);

    private async Task<SendOutcome> SendAsync(OutgoingMessage message) => await sender.SendAsync(
        message, Assert.IsAssignableFrom<Recipient.Known>(await ResolveAsync(message)), TestContext.Current.CancellationToken);
}
