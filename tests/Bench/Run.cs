using System.Globalization;
using Relay.Harness;

namespace Relay.Bench;

/// <summary>The measurements. All times are the sandbox's: one clock for both outer sides.</summary>
internal sealed class Run(SandboxClient sandbox, Sizes sizes)
{
    private const long FirstChat = 1_000_000;
    private const int WarmUps = 50;
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    private long accepted;
    private long delivered;

    /// <summary>Every client shares the contact, and is thanked.</summary>
    public async Task LinkClientsAsync()
    {
        await sandbox.ManyClientsWriteAsync(new SandboxBulk { Messages = sizes.Clients, Clients = sizes.Clients, FirstChat = FirstChat, Kind = "contact" });
        delivered += sizes.Clients;
        await sandbox.WaitForAsync(Seen.ChatDelivered, delivered, timeout: Limit);
    }

    /// <summary>Some messages both ways that are not measured: they meet code that is still being compiled.</summary>
    public async Task WarmUpAsync()
    {
        for (var i = 0; i < WarmUps; i++)
        {
            await sandbox.ClientWritesAsync(FirstChat, Text("warm-up", i));
            await sandbox.WaitForAsync(Seen.WahelpAccepted, ++accepted, timeout: Limit);
            await sandbox.ManagerRepliesAsync(SandboxClient.PhoneOf(FirstChat), Text("warm-up", i));
            await sandbox.WaitForAsync(Seen.ChatDelivered, ++delivered, timeout: Limit);
        }
    }

    /// <summary>A client writes while nothing else goes on; the next one when the first has arrived.</summary>
    public async Task<Measurement> SinglesToWahelpAsync()
    {
        var first = await LastSeqAsync();
        for (var i = 0; i < sizes.Singles; i++)
        {
            await sandbox.ClientWritesAsync(FirstChat + (i % sizes.Clients), Text("single", i));
            await sandbox.WaitForAsync(Seen.WahelpAccepted, ++accepted, timeout: Limit);
        }

        return await MeasureAsync("client → Wahelp, idle", Seen.UpdateCreated, Seen.WahelpAccepted, first, sizes.Singles);
    }

    /// <summary>The manager answers while nothing else goes on.</summary>
    public async Task<Measurement> SinglesToChatsAsync()
    {
        var first = await LastSeqAsync();
        for (var i = 0; i < sizes.Singles; i++)
        {
            await sandbox.ManagerRepliesAsync(SandboxClient.PhoneOf(FirstChat + (i % sizes.Clients)), Text("reply", i));
            await sandbox.WaitForAsync(Seen.ChatDelivered, ++delivered, timeout: Limit);
        }

        return await MeasureAsync("manager → client, idle", Seen.ManagerWrote, Seen.ChatDelivered, first, sizes.Singles);
    }

    /// <summary>All clients write at once.</summary>
    public async Task<Measurement> BurstToWahelpAsync()
    {
        var first = await LastSeqAsync();
        await sandbox.ManyClientsWriteAsync(Bulk("burst {chat} {n}"));
        await sandbox.WaitForAsync(Seen.WahelpAccepted, accepted += sizes.Messages, timeout: Limit);
        return await MeasureAsync("client → Wahelp, burst", Seen.UpdateCreated, Seen.WahelpAccepted, first, sizes.Messages);
    }

    /// <summary>The manager answers all clients at once.</summary>
    public async Task<Measurement> BurstToChatsAsync()
    {
        var first = await LastSeqAsync();
        await sandbox.ManagerRepliesToManyAsync(Bulk("answer {chat} {n}"));
        await sandbox.WaitForAsync(Seen.ChatDelivered, delivered += sizes.Messages, timeout: Limit);
        return await MeasureAsync("manager → client, burst", Seen.ManagerWrote, Seen.ChatDelivered, first, sizes.Messages);
    }

    private SandboxBulk Bulk(string text) => new() { Messages = sizes.Messages, Clients = sizes.Clients, FirstChat = FirstChat, Text = text };

    private static string Text(string kind, int number) => string.Create(CultureInfo.InvariantCulture, $"{kind} {number}");

    private async Task<long> LastSeqAsync() => (await sandbox.SeenAsync()).Select(entry => entry.Seq).DefaultIfEmpty().Max();

    private async Task<Measurement> MeasureAsync(string name, string from, string to, long afterSeq, int expected)
    {
        var starts = (await sandbox.SeenAsync(from)).Where(entry => entry.Seq > afterSeq && entry.Text is not null).ToList();
        var ends = (await sandbox.SeenAsync(to)).Where(entry => entry.Seq > afterSeq && entry.Text is not null).ToList();
        return Measurement.Of(name, starts, ends, expected);
    }
}
