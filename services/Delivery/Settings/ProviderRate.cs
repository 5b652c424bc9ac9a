namespace Relay.Delivery.Settings;

/// <summary>How fast a provider may be called, by all instances together.</summary>
/// <param name="Total">Messages per second in all; 0 is off, and switches off the others too.</param>
/// <param name="PerRecipient">Messages per second to one recipient.</param>
/// <param name="Burst">How many a recipient takes at once before <paramref name="PerRecipient"/> holds.</param>
public sealed record ProviderRate(double Total, double PerRecipient, int Burst)
{
    /// <summary>No limit.</summary>
    public static ProviderRate Off { get; } = new(0, 0, 1);
}
