namespace Relay.Delivery.Tables.Model;

/// <summary>The provider's pause: one row.</summary>
public sealed class ProviderRow
{
    /// <summary>Always 1.</summary>
    public int Id { get; set; }

    /// <summary>When the next probe may go; null if there is no pause.</summary>
    public DateTimeOffset? PausedUntil { get; set; }

    /// <summary>Since when it is paused.</summary>
    public DateTimeOffset? PausedSince { get; set; }

    /// <summary>The reason.</summary>
    public string? Why { get; set; }

    /// <summary>True if the account is refused: people must act.</summary>
    public bool Account { get; set; }

    /// <summary>How many probes have failed.</summary>
    public int Probes { get; set; }

    /// <summary>Until when no other probe goes; null if none is running.</summary>
    public DateTimeOffset? ProbingUntil { get; set; }

    /// <summary>True if the harmless call failed too: then it may end the pause, as a message may.</summary>
    public bool ByCall { get; set; }
}
