using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Relay.Harness;

namespace Relay.EndToEnd.Tests.Conversations;

/// <summary>Files whose source, or Telegram, fails: what the client sees, and whether the manager is told. More of them are in the tests of files.</summary>
[Collection(OneRelay.Name)]
public sealed class FileFaultTests(RelayFixture relay)
{
    /// <summary>A source that stalls is given up after 20 s.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private SandboxClient Sandbox => relay.Sandbox;

    [Fact]
    [Trait("Fault", "F40")]
    public async Task A_source_that_stalls_is_asked_again_and_the_text_after_the_file_waits()
    {
        var (chat, phone) = await relay.LinkedClientAsync();
        var document = Document();
        await Sandbox.ScriptAsync(new SandboxScript { At = "files.download", Phone = phone, Then = "stall" });

        await Sandbox.ManagerSendsFileAsync(phone, document, "Прайс.pdf", "Прайс");
        await Sandbox.ManagerRepliesAsync(phone, "Что скажете?");

        await Shows.UntilAsync(Sandbox, chat, Patience, new("Прайс", "document", "Прайс.pdf", Hash(document)), new("Что скажете?"));
        Assert.Empty(await Sandbox.SeenAtWahelpAsync(phone)); // no note
    }

    [Fact]
    [Trait("Fault", "F40")]
    public async Task A_file_that_never_ends_is_cut_off_and_its_text_goes_alone()
    {
        var (chat, phone) = await relay.LinkedClientAsync();
        await Sandbox.ScriptAsync(new SandboxScript { At = "files.download", Phone = phone, Then = "endless", Times = null });

        await Sandbox.ManagerSendsFileAsync(phone, Document(), "Прайс.pdf", "Прайс");

        await UntilTextGoesAloneAsync(chat, phone);
    }

    [Fact]
    [Trait("Fault", "F41")]
    public async Task A_redirect_to_this_machine_is_not_followed()
    {
        var (chat, phone) = await relay.LinkedClientAsync();
        using var secret = new TcpListener(IPAddress.Loopback, 0);
        secret.Start();
        await Sandbox.ScriptAsync(new SandboxScript
        {
            At = "files.download",
            Phone = phone,
            Status = 302,
            Location = $"http://{secret.LocalEndpoint}/secret",
            Times = null,
        });

        await Sandbox.ManagerSendsFileAsync(phone, Document(), "Прайс.pdf", "Прайс");

        await UntilTextGoesAloneAsync(chat, phone);
        Assert.False(secret.Pending());
    }

    [Fact]
    [Trait("Fault", "F44")]
    public async Task A_file_that_Telegram_finds_too_big_lets_its_text_go_alone()
    {
        var (chat, phone) = await relay.LinkedClientAsync();
        await Sandbox.ScriptAsync(new SandboxScript { At = "telegram.sendDocument", Chat = chat, Status = 413, Description = "Request Entity Too Large" });

        await Sandbox.ManagerSendsFileAsync(phone, Document(), "Прайс.pdf", "Прайс");

        await UntilTextGoesAloneAsync(chat, phone);
    }

    [Fact]
    [Trait("Fault", "F45")]
    public async Task A_picture_that_Telegram_refuses_as_a_photo_arrives_as_a_document()
    {
        var (chat, phone) = await relay.LinkedClientAsync();
        byte[] picture = [0xFF, 0xD8, 0xFF, 0xE0, .. RandomNumberGenerator.GetBytes(20_000)];
        await Sandbox.ScriptAsync(new SandboxScript
        {
            At = "telegram.sendPhoto",
            Chat = chat,
            Status = 400,
            Description = "Bad Request: PHOTO_INVALID_DIMENSIONS",
        });

        await Sandbox.ManagerSendsFileAsync(phone, picture, "план.jpg", "План зала");

        await Shows.UntilAsync(Sandbox, chat, new Shows("План зала", "document", "план.jpg", Hash(picture)));
        Assert.Empty(await Sandbox.SeenAtWahelpAsync(phone)); // no note
    }

    [Fact]
    [Trait("Fault", "F47")]
    public async Task While_Telegrams_download_stalls_who_opens_the_link_is_asked_to_come_again_and_messages_go_on()
    {
        var (chat, phone) = await relay.LinkedClientAsync();
        byte[] picture = [0xFF, 0xD8, 0xFF, 0xE0, .. RandomNumberGenerator.GetBytes(300_000)];
        await Sandbox.ClientSendsFileAsync(chat, "photo", picture);
        var link = new Uri((await Sandbox.WaitAtWahelpAsync(phone))[^1].Text!.Split('\n')[^1]);
        await Sandbox.ScriptAsync(new SandboxScript { At = "telegram.download", Then = "stall" });
        using var browser = new HttpClient();

        var opened = browser.GetAsync(link, TestContext.Current.CancellationToken);
        await Sandbox.ClientWritesAsync(chat, "Видно?");
        Assert.Equal("Видно?", (await Sandbox.WaitAtWahelpAsync(phone, 2))[^1].Text);
        Assert.False(opened.IsCompleted);

        using var first = await opened;
        Assert.Equal((HttpStatusCode.ServiceUnavailable, true), (first.StatusCode, first.Headers.RetryAfter is not null));
        Assert.Equal(picture, await browser.GetByteArrayAsync(link, TestContext.Current.CancellationToken));
    }

    private async Task UntilTextGoesAloneAsync(long chat, string phone)
    {
        await Shows.UntilAsync(Sandbox, chat, Patience, new Shows("Прайс"));
        Assert.Contains("Ответ «Прайс» доставлен без файла", Assert.Single(await Sandbox.WaitAtWahelpAsync(phone)).Text, StringComparison.Ordinal);
    }

    private static byte[] Document() => [.. "%PDF-1.7 "u8, .. RandomNumberGenerator.GetBytes(1_000_000)];

    private static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
