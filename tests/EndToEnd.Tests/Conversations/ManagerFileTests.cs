using System.Security.Cryptography;
using Relay.Harness;

namespace Relay.EndToEnd.Tests.Conversations;

/// <summary>Files that managers send, change and delete, with everything real except the two providers.</summary>
[Collection(OneRelay.Name)]
public sealed class ManagerFileTests(RelayFixture relay)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private SandboxClient Sandbox => relay.Sandbox;

    [Fact]
    public async Task A_chat_shows_exactly_the_managers_files_as_they_are_after_edits_and_deletions()
    {
        var (chat, phone) = await relay.LinkedClientAsync();
        var (picture, document) = (Picture(), Document());

        await Sandbox.ManagerRepliesAsync(phone, "Смотрите:");
        var hall = await Sandbox.ManagerSendsFileAsync(phone, picture, "зал.jpg", "Наш зал");
        var prices = await Sandbox.ManagerSendsFileAsync(phone, document, "Прайс на март.pdf");
        await Sandbox.ManagerRepliesAsync(phone, "Что скажете?");
        Shows first = new("Смотрите:"), last = new("Что скажете?");
        await UntilShownAsync(
            chat, first, new("Наш зал", "photo", "зал.jpg", Hash(picture)), new(null, "document", "Прайс на март.pdf", Hash(document)), last);

        await Sandbox.ManagerEditsAsync(phone, hall, "Наш большой зал");
        await Sandbox.ManagerDeletesAsync(phone, prices);

        await UntilShownAsync(chat, first, new("Наш большой зал", "photo", "зал.jpg", Hash(picture)), last);
        Assert.Empty(await Sandbox.SeenAtWahelpAsync(phone)); // no note
        Assert.Empty(await Sandbox.UnexpectedCallsAsync());
    }

    [Fact]
    public async Task An_edit_that_brings_another_file_shows_that_one_alone()
    {
        var (chat, phone) = await relay.LinkedClientAsync();
        var (old, right) = (Document(), Document());
        var prices = await Sandbox.ManagerSendsFileAsync(phone, old, "Прайс на март.pdf", "Прайс");
        await UntilShownAsync(chat, new Shows("Прайс", "document", "Прайс на март.pdf", Hash(old)));

        await Sandbox.ManagerSendsFileAsync(phone, right, "Прайс на май.pdf", "Прайс, новый", prices);

        await UntilShownAsync(chat, new Shows("Прайс, новый", "document", "Прайс на май.pdf", Hash(right)));
    }

    [Fact]
    public async Task A_file_that_comes_late_is_not_overtaken_by_the_text_after_it_and_holds_up_nobody_else()
    {
        var (chat, phone) = await relay.LinkedClientAsync();
        var (other, otherPhone) = await relay.LinkedClientAsync();
        var picture = Picture();
        var away = await Sandbox.ScriptAsync(new SandboxScript { At = "files.download", Phone = phone, Status = 503, Times = null });

        await Sandbox.ManagerSendsFileAsync(phone, picture, "зал.jpg", "Наш зал");
        await Sandbox.ManagerRepliesAsync(phone, "Что скажете?");
        await Sandbox.WaitForAsync(Seen.CallRefused, 2, phone);
        await Sandbox.ManagerRepliesAsync(otherPhone, "Добрый день");
        await UntilShownAsync(other, new Shows("Добрый день"));
        Assert.Single(await Sandbox.ShownAsync(chat)); // the thanks for the contact
        await Sandbox.ClearScriptAsync(away);

        await UntilShownAsync(chat, new("Наш зал", "photo", "зал.jpg", Hash(picture)), new("Что скажете?"));
    }

    [Theory]
    [InlineData(404, "Прайс", "Ответ «Прайс» доставлен без файла")]
    [InlineData(404, null, "Ответ с файлом не доставлен клиенту")]
    [InlineData(200, "Прайс", "Ответ «Прайс» доставлен без файла")] // a page instead of the file
    [Trait("Fault", "F39")]
    public async Task A_file_that_is_gone_lets_its_text_go_alone_and_the_manager_is_told(int status, string? text, string note)
    {
        var (chat, phone) = await relay.LinkedClientAsync();
        await Sandbox.ScriptAsync(new SandboxScript { At = "files.download", Phone = phone, Status = status, Times = null });

        await Sandbox.ManagerSendsFileAsync(phone, Document(), "Прайс.pdf", text);
        await Sandbox.ManagerRepliesAsync(phone, "Что скажете?");

        Shows[] expected = text is null ? [new("Что скажете?")] : [new(text), new("Что скажете?")];
        await UntilShownAsync(chat, expected);
        Assert.Contains(note, Assert.Single(await Sandbox.WaitAtWahelpAsync(phone)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_text_of_a_file_that_is_elsewhere_goes_alone_and_manager_and_owner_are_told()
    {
        var (chat, phone) = await relay.LinkedClientAsync();

        await Sandbox.ManagerSendsAddressAsync(phone, "Прайс", "https://elsewhere.example/a.pdf");

        await UntilShownAsync(chat, new Shows("Прайс"));
        Assert.Contains("без файла", Assert.Single(await Sandbox.WaitAtWahelpAsync(phone)).Text, StringComparison.Ordinal);
        await Waiting.UntilAsync(
            async () => (await Sandbox.ShownInChatAsync(RelayFixture.OwnerChat)).Any(notice => notice.Contains("elsewhere.example", StringComparison.Ordinal)),
            Patience,
            "the owner is told of the host");
    }

    [Fact]
    [Trait("Fault", "F46")]
    public async Task A_voice_message_that_the_client_does_not_take_arrives_as_a_document()
    {
        var (chat, phone) = await relay.LinkedClientAsync();
        byte[] voice = [.. "OggS"u8, .. new byte[24], .. "OpusHead"u8, .. RandomNumberGenerator.GetBytes(20_000)];
        await Sandbox.ScriptAsync(new SandboxScript
        {
            At = "telegram.sendVoice",
            Chat = chat,
            Status = 400,
            Description = "Bad Request: VOICE_MESSAGES_FORBIDDEN",
        });

        await Sandbox.ManagerSendsFileAsync(phone, voice, "ответ.ogg");
        await Sandbox.ManagerSendsFileAsync(phone, voice, "ответ.ogg");

        await UntilShownAsync(chat, new(null, "document", "ответ.ogg", Hash(voice)), new(null, "voice", "ответ.ogg", Hash(voice)));
    }

    [Theory]
    [InlineData("cut")]
    [InlineData("abort")]
    [Trait("Fault", "F43")]
    public async Task An_upload_that_breaks_is_repeated_and_keeps_its_place(string then)
    {
        var (chat, phone) = await relay.LinkedClientAsync();
        var picture = Picture();
        await Sandbox.ScriptAsync(new SandboxScript { At = "telegram.sendPhoto", Then = then });

        await Sandbox.ManagerSendsFileAsync(phone, picture, "зал.jpg", "Наш зал");
        await Sandbox.ManagerRepliesAsync(phone, "Что скажете?");

        await UntilShownAsync(chat, new("Наш зал", "photo", "зал.jpg", Hash(picture)), new("Что скажете?"));
        Assert.Contains(await Sandbox.SeenAsync(Seen.ChatRefused), refused => refused.Reason == then);
    }

    [Fact]
    [Trait("Fault", "F51")]
    public async Task The_same_file_for_many_clients_is_uploaded_once()
    {
        var (first, firstPhone) = await relay.LinkedClientAsync();
        var (second, secondPhone) = await relay.LinkedClientAsync();
        var document = Document();
        var expected = new Shows("Прайс", "document", "Прайс.pdf", Hash(document));

        await Sandbox.ManagerSendsFileAsync(firstPhone, document, "Прайс.pdf", "Прайс");
        await UntilShownAsync(first, expected);
        await Sandbox.ManagerSendsFileAsync(secondPhone, document, "Прайс.pdf", "Прайс");
        await UntilShownAsync(second, expected);

        Assert.Equal((await Sandbox.ShownAsync(first))[^1].File, (await Sandbox.ShownAsync(second))[^1].File);
    }

    private static byte[] Picture() => [0xFF, 0xD8, 0xFF, 0xE0, .. RandomNumberGenerator.GetBytes(300_000)];

    private static byte[] Document() => [.. "%PDF-1.7 "u8, .. RandomNumberGenerator.GetBytes(1_000)];

    private static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private Task UntilShownAsync(long chat, params Shows[] expected) => Shows.UntilAsync(Sandbox, chat, expected);
}
