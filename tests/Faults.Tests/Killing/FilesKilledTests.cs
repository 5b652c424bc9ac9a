using System.Net;
using System.Security.Cryptography;
using Relay.Harness;

namespace Relay.Faults.Tests.Killing;

/// <summary>
/// Deaths while a file is fetched, uploaded or downloaded: nothing is lost, the order holds, and only an upload that had left may come twice.
/// </summary>
public sealed class FilesKilledTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [Theory]
    [InlineData("the gateway")]
    [InlineData("the database")]
    [Trait("Fault", "F52")]
    public async Task A_file_whose_fetch_is_cut_off_by_a_death_is_fetched_again_and_keeps_its_place(string dead)
    {
        await using var servers = dead == "the database" ? await OwnServers.StartAsync() : null;
        await using var faults = await FaultStack.StartAsync(new RelayStackOptions { Servers = servers?.Servers }, clients: 1);
        var (chat, phone) = (faults.Traffic.Chats.First(), faults.Traffic.Phones.First());
        var document = Document();
        await faults.Sandbox.ScriptAsync(new SandboxScript { At = "files.download", Phone = phone, Then = "stall" });

        await faults.Sandbox.ManagerSendsFileAsync(phone, document, "Прайс.pdf", "Прайс");
        await faults.Sandbox.ManagerRepliesAsync(phone, "Что скажете?");
        await faults.Sandbox.WaitForAsync(Seen.FileFetched, 1, phone, Patience); // half of it
        if (servers is null)
        {
            await KillAsync(faults);
        }
        else
        {
            await servers.Postgres.KillAsync();
            await servers.Postgres.StartAsync();
        }

        await UntilShownAsync(faults, chat, ("Прайс", Hash(document)), ("Что скажете?", null));
        Assert.Empty(await faults.Books.TextsInDoubtAsync(phone));
    }

    [Fact]
    [Trait("Fault", "F53")]
    public async Task An_upload_that_had_not_left_when_its_gateway_died_comes_once_and_one_that_had_comes_twice_and_is_marked()
    {
        await using var faults = await FaultStack.StartAsync(clients: 1);
        var (chat, phone) = (faults.Traffic.Chats.First(), faults.Traffic.Phones.First());
        var document = Document();
        await faults.Sandbox.ScriptAsync(new SandboxScript { At = "telegram.sendDocument", Chat = chat, Accept = true, Then = "silence" });

        await faults.Sandbox.ManagerSendsFileAsync(phone, document, "Прайс.pdf", "Прайс");
        await faults.Sandbox.WaitForAsync(Seen.ChatDelivered, 2, $"{chat}", Patience);
        await KillAsync(faults);
        await faults.Sandbox.ManagerRepliesAsync(phone, "Что скажете?");

        await UntilShownAsync(faults, chat, ("Прайс", Hash(document)), ("Прайс", Hash(document)), ("Что скажете?", null));
        Assert.Equal(["Прайс"], await faults.Books.TextsInDoubtAsync(phone));
    }

    [Fact]
    [Trait("Fault", "F54")]
    public async Task A_link_whose_download_was_cut_off_by_a_death_gives_the_same_bytes_afterwards()
    {
        await using var faults = await FaultStack.StartAsync(clients: 1);
        var (chat, phone) = (faults.Traffic.Chats.First(), faults.Traffic.Phones.First());
        byte[] picture = [0xFF, 0xD8, 0xFF, 0xE0, .. RandomNumberGenerator.GetBytes(300_000)];
        await faults.Sandbox.ClientSendsFileAsync(chat, "photo", picture, caption: "Вот чек");
        var link = new Uri((await faults.Sandbox.WaitAtWahelpAsync(phone))[^1].Text!.Split('\n')[^1]);
        await faults.Sandbox.ScriptAsync(new SandboxScript { At = "telegram.download", Then = "stall" });
        using var browser = new HttpClient();

        var cutOff = browser.GetAsync(link, TestContext.Current.CancellationToken);
        await faults.Sandbox.WaitForAsync(Seen.FileDownloaded, 1, timeout: Patience); // half of it
        await KillAsync(faults);
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => cutOff);

        using var answer = await browser.GetAsync(link, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(picture, await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    private static async Task KillAsync(FaultStack faults)
    {
        var gateway = faults.Stack[RelayService.TelegramGateway];
        await gateway.Process.KillAsync();
        await gateway.StartAsync();
        await gateway.WaitUntilReadyAsync();
    }

    private static byte[] Document() => [.. "%PDF-1.7 "u8, .. RandomNumberGenerator.GetBytes(1_000_000)];

    private static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    /// <summary>Waits until the chat shows exactly this after the thanks for the contact.</summary>
    private static Task UntilShownAsync(FaultStack faults, long chat, params (string? Text, string? Hash)[] expected) => Waiting.UntilAsync(
        async () => (await faults.Sandbox.ShownAsync(chat)).Skip(1).Select(one => (one.Text, one.File?.Hash)).SequenceEqual(expected),
        Patience,
        "the chat shows something else");
}
