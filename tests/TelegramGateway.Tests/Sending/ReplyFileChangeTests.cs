using Relay.Contracts;
using Relay.Delivery.Providers;
using Relay.TelegramGateway.SendingMessages;
using Relay.TelegramGateway.TelegramApi;

namespace Relay.TelegramGateway.Tests.Sending;

/// <summary>A manager's edits and deletions of replies with files, as Telegram sees them.</summary>
public sealed class ReplyFileChangeTests : IAsyncLifetime
{
    private const string PriceList = "https://files.wahelp.ru/1.pdf?signature=a";
    private const string Drawing = "https://files.wahelp.ru/2.pdf";

    private readonly ChatOfReplies chat = new();

    public ValueTask InitializeAsync() => chat.InitializeAsync();

    public ValueTask DisposeAsync() => chat.DisposeAsync();

    [Theory]
    [InlineData("Прайс", "Прайс на март")]
    [InlineData("Прайс", "")]
    [InlineData("", "Прайс")]
    public async Task An_edit_of_the_words_changes_the_caption_and_needs_no_file(string before, string after)
    {
        await chat.SentAsync(before, PriceList);

        await chat.MakeAsync(ChatOfReplies.Edit(after));

        Assert.Equal([$"editMessageCaption 77 {after}"], Changes());
        Assert.Single(chat.Shown);
        Assert.IsType<Recipient.Needless>(await chat.ResolveAsync(ChatOfReplies.Edit(after)));
    }

    [Fact]
    public async Task Words_that_become_too_long_for_a_caption_follow_the_file_and_come_back_to_it()
    {
        await chat.SentAsync("Прайс", PriceList);
        var text = new string('я', 1025);

        await chat.MakeAsync(ChatOfReplies.Edit(text));
        Assert.Equal(["editMessageCaption 77 ", $"sendMessage 0 {text}"], Changes());
        await chat.MakeAsync(ChatOfReplies.Edit("Прайс"));

        Assert.Equal(["editMessageCaption 77 Прайс", "deleteMessage 78 "], Changes().Skip(2));
    }

    [Fact]
    public async Task An_edit_that_brings_another_file_waits_for_it_sends_it_and_then_deletes_the_one_before()
    {
        await chat.SentAsync("Прайс", PriceList);
        var edit = ChatOfReplies.Edit("Чертёж", Drawing);
        Assert.IsType<Recipient.Unavailable>(await chat.ResolveAsync(edit));

        FileIsReady();
        await chat.MakeAsync(edit);

        Assert.Equal(["sendDocument", "deleteMessage 77 "], Changes());
        Assert.Contains("Чертёж", chat.Telegram.Uploads.Last(), StringComparison.Ordinal);
        Assert.IsType<Recipient.Needless>(await chat.ResolveAsync(edit));
    }

    [Fact]
    public async Task An_edit_whose_file_does_not_go_changes_the_words_and_then_fails()
    {
        await chat.SentAsync("Прайс", PriceList);
        chat.Files.File = new ReplyFile.Missing();
        var edit = ChatOfReplies.Edit("Чертёж", Drawing);

        var ended = await chat.MakeAsync(edit);

        Assert.Equal(["editMessageCaption 77 Чертёж"], Changes());
        Assert.Equal(new Recipient.Failed(Reasons.FileUnavailable), ended);
    }

    [Fact]
    public async Task A_file_with_another_signature_in_its_address_is_the_same()
    {
        await chat.SentAsync("Прайс", PriceList);

        await chat.MakeAsync(ChatOfReplies.Edit("Новый прайс", PriceList.Replace("=a", "=b", StringComparison.Ordinal)));

        Assert.Equal(["editMessageCaption 77 Новый прайс"], Changes());
    }

    [Fact]
    public async Task A_text_that_gets_a_file_is_replaced_by_it()
    {
        chat.Sent("Чертёж");
        FileIsReady();

        await chat.MakeAsync(ChatOfReplies.Edit("Чертёж", Drawing));

        Assert.Equal(["sendDocument", "deleteMessage 11 "], chat.Calls());
    }

    [Fact]
    public async Task A_deletion_deletes_the_file_and_the_text_after_it()
    {
        await chat.SentAsync(new string('я', 1025), PriceList);

        await chat.MakeAsync(ChatOfReplies.Deletion());

        Assert.Equal(["deleteMessage 77 ", "deleteMessage 78 "], chat.Calls().Skip(2));
        Assert.Empty(chat.Shown);
    }

    [Theory]
    [InlineData("message to edit not found")]
    [InlineData("there is no caption in the message to edit")]
    public async Task A_caption_that_cannot_be_edited_comes_as_a_marked_text(string description)
    {
        await chat.SentAsync("Прайс", PriceList);
        chat.Telegram.Answer("editMessageCaption", 400, ChatOfReplies.Error(description));

        await chat.MakeAsync(ChatOfReplies.Edit("Прайс на март"));

        Assert.Equal(["editMessageCaption 77 Прайс на март", "sendMessage 0 ✏️ Прайс на март"], Changes());
    }

    [Fact]
    public async Task A_file_that_an_edit_brings_before_the_first_attempt_goes_instead_of_the_first_one()
    {
        var edit = ChatOfReplies.Edit("Чертёж", Drawing);
        FileIsReady();

        await chat.MakeAsync(ChatOfReplies.Reply("Прайс", PriceList) with { ChangedTo = edit.Body });

        Assert.Contains("Чертёж", Assert.Single(chat.Telegram.Uploads), StringComparison.Ordinal);
        Assert.Equal(edit.MessageId, chat.Files.Asked[^1]);
    }

    private List<string> Changes() => [.. chat.Calls().Skip(1)];

    private void FileIsReady() => chat.Files.File =
        new ReplyFile.Ready(Guid.NewGuid(), TelegramFileKind.Document, Guid.NewGuid(), chat.Files.Bytes.Length, "b.pdf", FileId: null);
}
