namespace Relay.WahelpGateway.Persistence;

/// <summary>A fact that the account has shown about itself.</summary>
internal sealed class EvidenceRow
{
    /// <summary>The fact: see <see cref="Facts"/>.</summary>
    public string Key { get; set; } = "";

    /// <summary>When it was first seen.</summary>
    public DateTimeOffset At { get; set; }

    /// <summary>Its details; empty if the key says everything.</summary>
    public string Value { get; set; } = "";
}
