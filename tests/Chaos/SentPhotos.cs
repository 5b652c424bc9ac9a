using System.Globalization;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Relay.Harness;
using Relay.Harness.Checking;

namespace Relay.Chaos;

/// <summary>
/// A client who now and then sends a photo. In the end each must be in Wahelp once, in order, and its link must show the same bytes. Excepted are
/// messages that are marked as a possible second copy, or that failed: of those somebody was told.
/// </summary>
internal sealed partial class SentPhotos(Plan plan, CheckedRelay relay)
{
    private const long Chat = 6_960_001;
    private const int Named = 10;
    private static readonly byte[] Jpeg = [0xFF, 0xD8, 0xFF, 0xE0];
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(500);

    /// <summary>A link may answer 503 for a moment after a fault.</summary>
    private static readonly TimeSpan ShownWithin = TimeSpan.FromMinutes(1);

    private readonly Traffic client = new(relay.Sandbox, clients: 1, Chat);
    private readonly List<string> hashes = [];

    private static string Phone => SandboxClient.PhoneOf(Chat);

    /// <summary>How many photos were sent.</summary>
    public int Sent => hashes.Count;

    /// <summary>Links the client.</summary>
    public Task BeginAsync() => client.LinkAsync();

    /// <summary>Sends photos until the plan's time is over.</summary>
    public async Task WriteAsync(Random random)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(start) < plan.Duration)
        {
            var photo = new byte[random.Next(20_000, 1_000_000)];
            random.NextBytes(photo);
            Jpeg.CopyTo(photo, 0);
            hashes.Add(Hash(photo));
            await relay.Sandbox.ClientSendsFileAsync(
                Chat, "photo", photo, caption: string.Create(CultureInfo.InvariantCulture, $"снимок {hashes.Count - 1}"));
            await Task.Delay(random.Seconds(1, 8), TimeProvider.System);
        }
    }

    /// <summary>Waits until each photo was accepted.</summary>
    public Task UntilAcceptedAsync(TimeSpan within) => Waiting.UntilAsync(
        async () =>
        {
            var updates = (await relay.Sandbox.SeenAsync($"{Seen.UpdateCreated},{Seen.UpdateConfirmed}", $"{Chat}")).ToLookup(entry => entry.What);
            return !updates[Seen.UpdateCreated].Select(entry => entry.UpdateId).Except(updates[Seen.UpdateConfirmed].Select(entry => entry.UpdateId)).Any();
        },
        within,
        "the photos are accepted",
        LookEvery);

    /// <summary>What is wrong in Wahelp, in words; empty if it is all right.</summary>
    public async Task<IReadOnlyList<string>> ViolationsAsync()
    {
        var excepted = (await relay.Books.TextsInDoubtAsync(Chat.ToString(CultureInfo.InvariantCulture), Direction.ToWahelp))
            .Select(text => Form().Match(text)).Where(match => match.Success).Select(NumberIn).ToHashSet();
        var arrived = (from entry in await relay.Sandbox.SeenAtWahelpAsync(Phone)
                       let match = Form().Match(entry.Text ?? "")
                       where match.Success && !excepted.Contains(NumberIn(match))
                       select (Number: NumberIn(match), Link: match.Groups[2].Value)).ToList();
        var wrong = Enumerable.Range(0, hashes.Count).Where(number => !excepted.Contains(number))
            .Select(number => (Number: number, Count: arrived.Count(one => one.Number == number)))
            .Where(one => one.Count != 1).Select(one => $"photo {one.Number} came {one.Count} times")
            .ToList();
        using var browser = new HttpClient();
        foreach (var (number, link) in arrived)
        {
            if (!await ShowsAsync(browser, link, hashes[number]))
            {
                wrong.Add($"the link of photo {number} does not show it");
            }
        }

        if (!arrived.Select(one => one.Number).SequenceEqual(arrived.Select(one => one.Number).Order()))
        {
            wrong.Add($"photos came in the order {string.Join(", ", arrived.Select(one => one.Number))}");
        }

        return [.. wrong.Take(Named)];
    }

    private static async Task<bool> ShowsAsync(HttpClient browser, string link, string hash)
    {
        try
        {
            await Waiting.UntilAsync(async () => await OpenAsync(browser, link) == hash, ShownWithin, "the link shows the photo", LookEvery);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private static async Task<string?> OpenAsync(HttpClient browser, string link)
    {
        try
        {
            return link.Length == 0 ? null : Hash(await browser.GetByteArrayAsync(new Uri(link)));
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    private static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private static int NumberIn(Match match) => int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture);

    /// <summary>As in Wahelp, with the link on its own line; the relay's own row of it has the link elsewhere.</summary>
    [GeneratedRegex(@"^\[фото\] снимок ([0-9]{1,9})(?:\n(http\S+))?$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Form();
}
