using Relay.Bench.Sink;

namespace Relay.Bench.Systems;

/// <summary>Something that carries messages between the two sides of its own sink: the relay, or a comparator.</summary>
internal abstract class BenchedSystem(string name, ProviderSink sink) : IAsyncDisposable
{
    /// <summary>As it stands in the table.</summary>
    public string Name => name;

    public ProviderSink Sink => sink;

    /// <summary>Where webhooks go, with the token.</summary>
    public abstract Uri Webhook { get; }

    /// <summary>The channel's uuid, for webhooks.</summary>
    public abstract string Channel { get; }

    /// <summary>Its own processes that run now.</summary>
    public abstract IReadOnlyList<Part> Parts { get; }

    /// <summary>Its databases, for the count of commits; empty where it has none.</summary>
    public virtual IReadOnlyList<string> Databases => [];

    public virtual ValueTask DisposeAsync()
    {
        sink.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>One of its processes.</summary>
    /// <param name="Name">As it stands in the table.</param>
    /// <param name="ProcessId">The kernel's number of it.</param>
    /// <param name="Management">Where it may tell its metrics; null where it has no such place.</param>
    public sealed record Part(string Name, int ProcessId, Uri? Management = null);
}
