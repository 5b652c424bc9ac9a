using System.ComponentModel.DataAnnotations;
using Relay.ServiceDefaults.Configuration;

namespace Relay.Delivery;

/// <summary>How a gateway delivers.</summary>
public sealed class DeliveryOptions
{
    /// <summary>Calls in flight per instance.</summary>
    [Range(1, 1000)]
    [Variable("RELAY_CONCURRENCY", Hint = "64 is the default; from 1 to 1000.")]
    public int Concurrency { get; set; } = 64;

    /// <summary>What becomes of a message whose send was never answered.</summary>
    [Variable("RELAY_UNCERTAIN", Hint = "Set it to at-least-once (the default: a second copy is possible, and marked) or at-most-once.")]
    public UncertainPolicy Uncertain { get; set; } = UncertainPolicy.AtLeastOnce;
}

/// <summary>What becomes of a message whose send was never answered.</summary>
public enum UncertainPolicy
{
    /// <summary>Sent again, marked <c>maybe_duplicate</c>; after the second time unanswered it fails.</summary>
    AtLeastOnce,

    /// <summary>Never sent again: it fails, and somebody is told.</summary>
    AtMostOnce,
}

/// <summary>How fast a provider may be called, by all instances together.</summary>
/// <param name="Total">Messages per second in all; 0 is off, and switches off the others too.</param>
/// <param name="PerRecipient">Messages per second to one recipient.</param>
/// <param name="Burst">How many a recipient takes at once before <paramref name="PerRecipient"/> holds.</param>
public sealed record ProviderRate(double Total, double PerRecipient, int Burst)
{
    /// <summary>No limit.</summary>
    public static ProviderRate Off { get; } = new(0, 0, 1);
}
