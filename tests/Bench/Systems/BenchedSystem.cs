using Relay.Bench.Sink;

namespace Relay.Bench.Systems;

/// <summary>A system that carries messages between the two sides of its sink: the relay, or a comparator.</summary>
internal abstract class BenchedSystem(string name, ProviderSink sink) : IAsyncDisposable
{
    /// <summary>Its name in the table.</summary>
    public string Name => name;

    public ProviderSink Sink => sink;

    /// <summary>The webhook address, with the token.</summary>
    public abstract Uri Webhook { get; }

    /// <summary>The channel's uuid, for webhooks.</summary>
    public abstract string Channel { get; }

    /// <summary>Its own running processes.</summary>
    public abstract IReadOnlyList<Part> Parts { get; }

    /// <summary>Its databases, for the count of commits; empty if it has none.</summary>
    public virtual IReadOnlyList<string> Databases => [];

    public virtual ValueTask DisposeAsync()
    {
        sink.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>One of its processes.</summary>
    /// <param name="Name">Its name in the table.</param>
    /// <param name="ProcessId">The process id.</param>
    /// <param name="Management">Its metrics; null if it has none.</param>
    public sealed record Part(string Name, int ProcessId, Uri? Management = null);
}
