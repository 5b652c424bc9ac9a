namespace Relay.Bench.Load;

/// <summary>Which way messages go.</summary>
internal enum Direction
{
    /// <summary>A client writes to the bot; Wahelp gets it.</summary>
    ToWahelp,

    /// <summary>An operator answers; the client's chat gets it.</summary>
    ToTelegram,
}

/// <summary>What is sent in one measurement.</summary>
/// <param name="Way">Which way.</param>
/// <param name="Messages">How many.</param>
/// <param name="Clients">How many clients they are of, in turn.</param>
internal sealed record Plan(Direction Way, int Messages, int Clients)
{
    /// <summary>How far the clients' numbers lie apart: they are spread over a base of <c>Clients × Stride</c>.</summary>
    public int Stride { get; init; } = 1;

    /// <summary>Messages per second, evenly; 0: all at once.</summary>
    public double PerSecond { get; init; }

    /// <summary>How long everything may take until it has arrived.</summary>
    public TimeSpan Limit { get; init; } = TimeSpan.FromMinutes(3);
}
