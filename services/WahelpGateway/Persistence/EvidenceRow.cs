namespace Relay.WahelpGateway.Persistence;

/// <summary>Something that the account has shown of itself, once and for all.</summary>
internal sealed class EvidenceRow
{
    /// <summary>What: see <see cref="Facts"/>.</summary>
    public string Key { get; set; } = "";

    /// <summary>When it was first seen.</summary>
    public DateTimeOffset At { get; set; }

    /// <summary>More of it; empty if the key says all.</summary>
    public string Value { get; set; } = "";
}
