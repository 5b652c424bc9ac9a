using Relay.Sandbox.Telegram;
using Relay.Sandbox.Wahelp;

namespace Relay.Sandbox.Controls;

/// <summary>Many messages in one call, in turn over the clients.</summary>
internal sealed record BulkOrder
{
    /// <summary>The total of messages.</summary>
    public required int Messages { get; init; }

    /// <summary>The number of clients.</summary>
    public required int Clients { get; init; }

    /// <summary>The first chat; the other clients' chats follow, and their phones are the default ones.</summary>
    public long FirstChat { get; init; } = 1_000_000;

    /// <summary><c>{n}</c>: the message's number within its client, from <see cref="FirstNumber"/> on; <c>{chat}</c>: the chat.</summary>
    public string Text { get; init; } = "{n}";

    public int FirstNumber { get; init; } = 1;

    /// <summary>Clients only: <c>text</c>, or <c>contact</c> to share their own.</summary>
    public string Kind { get; init; } = "text";

    /// <summary>Messages per second; 0 for all at once.</summary>
    public int PerSecond { get; init; }

    public string TextOf(int index, long chat) => Text
        .Replace("{n}", (FirstNumber + (index / Clients)).ToString(), StringComparison.Ordinal)
        .Replace("{chat}", chat.ToString(), StringComparison.Ordinal);
}

/// <summary>Executes bulk orders; one with a pace continues after the call was answered.</summary>
internal sealed class Bulk(
    ClientSide clientSide, Clients clients, Channel channel, TimeProvider time, IHostApplicationLifetime life)
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(10);

    public void FromClients(BulkOrder order) => Run(order, (chat, text) =>
        clientSide.Write(chat, new ClientMessage { Kind = order.Kind, Text = order.Kind == "text" ? text : null }));

    public void FromManager(BulkOrder order) => Run(order, (chat, text) =>
        channel.Write(new ManagerMessage { Phone = clients.Find(chat)?.Phone ?? Clients.StandardPhone(chat), Text = text }));

    private void Run(BulkOrder order, Action<long, string> write)
    {
        if (order.PerSecond <= 0)
        {
            Write(order, write, 0, order.Messages);
            return;
        }

        _ = Task.Run(() => PaceAsync(order, write, life.ApplicationStopping));
    }

    private async Task PaceAsync(BulkOrder order, Action<long, string> write, CancellationToken stop)
    {
        var start = time.GetTimestamp();
        for (var done = 0; done < order.Messages;)
        {
            var due = (int)Math.Min(order.Messages, 1 + (time.GetElapsedTime(start).TotalSeconds * order.PerSecond));
            Write(order, write, done, due);
            done = due;
            await Task.Delay(Tick, time, stop);
        }
    }

    private static void Write(BulkOrder order, Action<long, string> write, int from, int to)
    {
        for (var index = from; index < to; index++)
        {
            var chat = order.FirstChat + (index % order.Clients);
            write(chat, order.TextOf(index, chat));
        }
    }
}
