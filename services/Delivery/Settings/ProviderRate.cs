namespace Relay.Delivery.Settings;

/// <summary>The rate limit of a provider, for all instances together.</summary>
/// <param name="Total">Messages per second in total; 0 switches off all limits.</param>
/// <param name="PerRecipient">Messages per second to one recipient.</param>
/// <param name="Burst">How many messages a recipient gets at once before <paramref name="PerRecipient"/> applies.</param>
public sealed record ProviderRate(double Total, double PerRecipient, int Burst)
{
    /// <summary>No limit.</summary>
    public static ProviderRate Off { get; } = new(0, 0, 1);
}
