using System.ComponentModel.DataAnnotations;

namespace Relay.Delivery;

/// <summary>How a gateway delivers.</summary>
public sealed class DeliveryOptions
{
    /// <summary>Calls in flight per instance (<c>RELAY_CONCURRENCY</c>).</summary>
    [Range(1, 1000)]
    public int Concurrency { get; set; } = 64;

    /// <summary>What becomes of a message whose send was never answered (<c>RELAY_UNCERTAIN</c>).</summary>
    public UncertainPolicy Uncertain { get; set; } = UncertainPolicy.AtLeastOnce;

    /// <summary>Messages per second that the provider takes in all; 0 is off (<c>RELAY_TELEGRAM_RATE</c>, <c>RELAY_WAHELP_RATE</c>).</summary>
    [Range(0, 100_000)]
    public double Rate { get; set; }

    /// <summary>Messages per second that one recipient takes; 0 is off. Telegram: 1 (telegram-api: "limits on sending").</summary>
    [Range(0, 1000)]
    public double RatePerRecipient { get; set; }

    /// <summary>How many messages a recipient takes at once before <see cref="RatePerRecipient"/> holds.</summary>
    [Range(1, 1000)]
    public int BurstPerRecipient { get; set; } = 3;
}

/// <summary>What becomes of a message whose send was never answered.</summary>
public enum UncertainPolicy
{
    /// <summary>Sent again, marked <c>maybe_duplicate</c>; after the second time unanswered it fails.</summary>
    AtLeastOnce,

    /// <summary>Never sent again: it fails, and somebody is told.</summary>
    AtMostOnce,
}
