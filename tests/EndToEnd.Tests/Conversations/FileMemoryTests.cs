using System.Security.Cryptography;
using Relay.Harness;

namespace Relay.EndToEnd.Tests.Conversations;

/// <summary>The largest files go through a process that never has much of them in memory. Its relay does nothing else.</summary>
public sealed class FileMemoryTests(RelayFixture relay) : IClassFixture<RelayFixture>
{
    private const int Megabyte = 1024 * 1024;
    private const long MayGrow = 30 * Megabyte;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private SandboxClient Sandbox => relay.Sandbox;

    private ServiceProcess Gateway => relay.Stack[RelayService.TelegramGateway].Process;

    [Fact]
    public async Task Memory_does_not_grow_with_the_size_of_a_managers_file()
    {
        var (chat, phone) = await relay.LinkedClientAsync();
        await PassAsync(chat, phone, 1 * Megabyte);
        var before = Gateway.PrivateBytes();

        var peak = await PassAsync(chat, phone, 50 * Megabyte);

        AssertGrewLittle(before, peak);
    }

    [Fact]
    public async Task Memory_does_not_grow_with_the_size_of_clients_files()
    {
        using var browser = new HttpClient();
        var (chat, phone) = await relay.LinkedClientAsync();
        await OpenAsync(browser, await SendAsync(chat, phone, 1, 1 * Megabyte));
        var before = Gateway.PrivateBytes();

        var peak = await OpenAsync(browser, await SendAsync(chat, phone, 4, 20 * Megabyte));

        AssertGrewLittle(before, peak);
    }

    /// <summary>A manager's file goes to a chat.</summary>
    /// <returns>The most memory that was seen meanwhile.</returns>
    private async Task<long> PassAsync(long chat, string phone, int size)
    {
        var (file, peak) = (File(size), 0L);
        var sent = Sandbox.ManagerSendsFileAsync(phone, file, "Прайс.pdf");
        await Waiting.UntilAsync(
            async () =>
            {
                peak = Math.Max(peak, Gateway.PrivateBytes());
                return (await Sandbox.ShownAsync(chat))[^1].File?.Hash == Hash(file);
            },
            Patience,
            "the file is in the chat");
        await sent;
        return peak;
    }

    /// <summary>A client sends files.</summary>
    /// <returns>Their links, each with the file's hash.</returns>
    private async Task<List<(Uri Link, string Hash)>> SendAsync(long chat, string phone, int count, int size)
    {
        var before = (await Sandbox.SeenAtWahelpAsync(phone)).Count;
        var hashes = new List<string>();
        for (var i = 0; i < count; i++)
        {
            var file = File(size);
            hashes.Add(Hash(file));
            await Sandbox.ClientSendsFileAsync(chat, "document", file, "договор.pdf");
        }

        var seen = await Sandbox.WaitAtWahelpAsync(phone, before + count, Patience);
        return [.. seen.Skip(before).Select(entry => new Uri(entry.Text!.Split('\n')[^1])).Zip(hashes)];
    }

    /// <summary>A manager opens all links at once.</summary>
    /// <returns>The most memory that was seen meanwhile.</returns>
    private async Task<long> OpenAsync(HttpClient browser, List<(Uri Link, string Hash)> links)
    {
        var peak = 0L;
        var all = Task.WhenAll(links.Select(async one => Assert.Equal(one.Hash, Hash(await browser.GetByteArrayAsync(one.Link)))));
        await Waiting.UntilAsync(
            () =>
            {
                peak = Math.Max(peak, Gateway.PrivateBytes());
                return all.IsCompleted;
            },
            Patience,
            "all files are here");
        await all;
        return peak;
    }

    private static void AssertGrewLittle(long before, long peak)
    {
        TestContext.Current.TestOutputHelper?.WriteLine($"{before / Megabyte} MB before, {peak / Megabyte} MB at most");
        Assert.True(peak - before < MayGrow, $"{before / Megabyte} MB before, {peak / Megabyte} MB at most");
    }

    private static byte[] File(int size)
    {
        var file = RandomNumberGenerator.GetBytes(size);
        "%PDF-1.7 "u8.CopyTo(file);
        return file;
    }

    private static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
