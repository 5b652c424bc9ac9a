using System.Globalization;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Relay.Harness;
using Relay.Harness.Checking;

namespace Relay.Chaos;

/// <summary>
/// A manager who writes and sends files to one client, and now and then edits or deletes what was written before. In the end the chat must show the last
/// state of each message, once, and its file. Excepted are messages with a row that is marked as a possible second copy, or that failed: of those
/// somebody was told.
/// </summary>
internal sealed partial class ChangingReplies(Plan plan, CheckedRelay relay)
{
    private const long Chat = 6_950_001;
    private const int Named = 10;

    private readonly Traffic client = new(relay.Sandbox, clients: 1, Chat);
    private readonly List<(long Id, int Version, bool IsDeleted, string? FileHash)> messages = [];
    private int events;

    private static string Phone => SandboxClient.PhoneOf(Chat);

    /// <summary>How many messages were written.</summary>
    public int Written => messages.Count;

    /// <summary>How often one was edited or deleted.</summary>
    public int Changed => events - messages.Count;

    /// <summary>Links the client.</summary>
    public Task BeginAsync() => client.LinkAsync();

    /// <summary>Writes, edits and deletes until the plan's time is over.</summary>
    public async Task WriteAsync(Random random)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(start) < plan.Duration)
        {
            await ActAsync(random);
            await Task.Delay(random.Seconds(0.2, 2), TimeProvider.System);
        }
    }

    /// <summary>Waits until each event was accepted.</summary>
    public Task UntilAcceptedAsync(TimeSpan within) => relay.Sandbox.WaitForAsync(Seen.WebhookDelivered, events, Phone, within);

    /// <summary>What the chat shows wrongly, in words; empty if it is all right.</summary>
    public async Task<IReadOnlyList<string>> ViolationsAsync()
    {
        var shown = (from one in await relay.Sandbox.ShownAsync(Chat)
                     let match = Form().Match(one.Text ?? "")
                     where match.Success
                     select (Message: NumberIn(match.Groups[1]), Version: NumberIn(match.Groups[2]), FileHash: one.File?.Hash)).ToList();
        var excepted = (await relay.Books.TextsInDoubtAsync(Phone)).Select(text => NumberIn(Form().Match(text).Groups[1])).ToHashSet();
        var wrong = from place in Enumerable.Range(0, messages.Count)
                    where !excepted.Contains(place)
                    let message = messages[place]
                    let versions = shown.Where(one => one.Message == place).Select(one => one.Version).ToList()
                    where !versions.SequenceEqual(message.IsDeleted ? [] : [message.Version])
                    select $"#{place} shows {(versions.Count == 0 ? "nothing" : string.Join(" and ", versions.Select(version => $"version {version}")))} "
                        + $"instead of {(message.IsDeleted ? "nothing" : $"version {message.Version}")}";
        var otherFiles = shown.Where(one => !excepted.Contains(one.Message) && one.FileHash != messages[one.Message].FileHash);
        var order = shown.Select(one => one.Message).Where(place => !excepted.Contains(place)).ToList();
        return
        [
            .. wrong.Take(Named).Select(words => $"changed replies: {words}"),
            .. otherFiles.Take(Named).Select(one => $"changed replies: #{one.Message} shows {(one.FileHash is null ? "no file" : "another file")}"),
            .. order.SequenceEqual(order.Order()) ? [] : new[] { $"changed replies: the chat shows them in the order {string.Join(", ", order)}" },
        ];
    }

    private async Task ActAsync(Random random)
    {
        var act = random.Next(10);
        var place = random.Next(Math.Max(1, messages.Count));
        if (act < 4 || messages.Count == 0 || messages[place].IsDeleted)
        {
            var (id, hash) = await WriteAsync(TextOf(messages.Count, version: 0), random);
            messages.Add((id, Version: 0, IsDeleted: false, hash));
        }
        else if (act < 8)
        {
            messages[place] = messages[place] with { Version = messages[place].Version + 1 };
            await relay.Sandbox.ManagerEditsAsync(Phone, messages[place].Id, TextOf(place, messages[place].Version));
        }
        else
        {
            messages[place] = messages[place] with { IsDeleted = true };
            await relay.Sandbox.ManagerDeletesAsync(Phone, messages[place].Id);
        }

        events++;
    }

    /// <summary>One message in four has a file, whose caption its text is.</summary>
    private async Task<(long Id, string? FileHash)> WriteAsync(string text, Random random)
    {
        if (random.Next(4) > 0)
        {
            return (await relay.Sandbox.ManagerRepliesAsync(Phone, text), null);
        }

        var bytes = new byte[random.Next(100_000, 3_000_000)];
        random.NextBytes(bytes);
        return (await relay.Sandbox.ManagerSendsFileAsync(Phone, bytes, "прайс.bin", text), Convert.ToHexStringLower(SHA256.HashData(bytes)));
    }

    private static string TextOf(int place, int version) => string.Create(CultureInfo.InvariantCulture, $"сообщение {place}, версия {version}");

    private static int NumberIn(Group group) => int.Parse(group.ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex("^сообщение ([0-9]{1,9}), версия ([0-9]{1,9})$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Form();
}
