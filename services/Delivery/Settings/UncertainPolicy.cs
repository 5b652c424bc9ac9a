namespace Relay.Delivery.Settings;

/// <summary>The policy for a message whose send was never answered.</summary>
public enum UncertainPolicy
{
    /// <summary>Send again, marked <c>maybe_duplicate</c>; fail after the second unanswered attempt.</summary>
    AtLeastOnce,

    /// <summary>Never send again: fail, and inform the writer.</summary>
    AtMostOnce,
}
