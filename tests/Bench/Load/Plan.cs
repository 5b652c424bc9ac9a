namespace Relay.Bench.Load;

/// <summary>The direction of messages.</summary>
internal enum Direction
{
    /// <summary>A client writes to the bot; Wahelp gets it.</summary>
    ToWahelp,

    /// <summary>An operator answers; the client's chat gets it.</summary>
    ToTelegram,
}

/// <summary>The load of one measurement.</summary>
/// <param name="Way">The direction.</param>
/// <param name="Messages">The number of messages.</param>
/// <param name="Clients">The number of clients, used in turn.</param>
internal sealed record Plan(Direction Way, int Messages, int Clients)
{
    /// <summary>The distance between the clients' numbers: they are spread over <c>Clients × Stride</c>.</summary>
    public int Stride { get; init; } = 1;

    /// <summary>Messages per second, evenly; 0 for all at once.</summary>
    public double PerSecond { get; init; }

    /// <summary>Which messages have a file; null if all are texts.</summary>
    public FileMix? Files { get; init; }

    /// <summary>How long all messages may take to arrive.</summary>
    public TimeSpan Limit { get; init; } = TimeSpan.FromMinutes(3);
}
