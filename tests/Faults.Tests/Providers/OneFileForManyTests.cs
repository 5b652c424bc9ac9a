using System.Security.Cryptography;
using Relay.Harness;

namespace Relay.Faults.Tests.Providers;

/// <summary>A mailing: the same file for everybody, within moments.</summary>
public sealed class OneFileForManyTests
{
    private const int Clients = 50;
    private const int Each = 20;

    /// <summary>Uploads that run at once, before Telegram's first answer names the file; and as many that were prepared by then.</summary>
    private const int MostUploads = 16;

    [Fact]
    [Trait("Fault", "F51")]
    public async Task A_thousand_replies_with_one_file_all_arrive_in_order_and_hardly_any_uploads_it()
    {
        await using var faults = await FaultStack.StartAsync(clients: Clients);
        byte[] prices = [.. "%PDF-1.7 "u8, .. RandomNumberGenerator.GetBytes(100_000)];
        var hash = Convert.ToHexStringLower(SHA256.HashData(prices));

        for (var number = 1; number <= Each; number++)
        {
            var text = $"Прайс {number}";
            await Task.WhenAll(faults.Traffic.Phones.Select(phone => faults.Sandbox.ManagerSendsFileAsync(phone, prices, "прайс.pdf", text)));
        }

        var expected = Enumerable.Range(1, Each).Select(number => ((string?)$"Прайс {number}", (string?)hash)).ToList();
        var uploads = new HashSet<string>(StringComparer.Ordinal);
        foreach (var chat in faults.Traffic.Chats)
        {
            IReadOnlyList<ShownMessage> shown = [];
            await Waiting.UntilAsync(
                async () => (shown = await faults.Sandbox.ShownAsync(chat)).Count == Each + 1, TimeSpan.FromMinutes(3), $"chat {chat} shows all",
                TimeSpan.FromMilliseconds(200));
            Assert.Equal(expected, shown.Skip(1).Select(one => (one.Text, one.File?.Hash)));
            uploads.UnionWith(shown.Skip(1).Select(one => one.File!.Id));
        }

        Assert.InRange(uploads.Count, 1, MostUploads);
    }
}
