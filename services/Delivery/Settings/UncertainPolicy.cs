namespace Relay.Delivery.Settings;

/// <summary>What becomes of a message whose send was never answered.</summary>
public enum UncertainPolicy
{
    /// <summary>Sent again, marked <c>maybe_duplicate</c>; after the second time unanswered it fails.</summary>
    AtLeastOnce,

    /// <summary>Never sent again: it fails, and somebody is told.</summary>
    AtMostOnce,
}
