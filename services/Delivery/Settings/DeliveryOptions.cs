using System.ComponentModel.DataAnnotations;
using Relay.ServiceDefaults.Configuration;

namespace Relay.Delivery.Settings;

/// <summary>A gateway's delivery options.</summary>
public sealed class DeliveryOptions
{
    /// <summary>Calls in flight per instance.</summary>
    [Range(1, 1000)]
    [Variable("RELAY_CONCURRENCY", Hint = "64 is the default; from 1 to 1000.")]
    public int Concurrency { get; set; } = 64;

    /// <summary>The policy for a message whose send was never answered.</summary>
    [Variable("RELAY_UNCERTAIN", Hint = "Set it to at-least-once (the default: a second copy is possible, and marked) or at-most-once.")]
    public UncertainPolicy Uncertain { get; set; } = UncertainPolicy.AtLeastOnce;
}
