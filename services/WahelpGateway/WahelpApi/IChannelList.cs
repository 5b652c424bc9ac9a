namespace Relay.WahelpGateway.WahelpApi;

/// <summary>The list of the project's channels.</summary>
internal interface IChannelList
{
    /// <summary>The entry of our channel; null if there is no readable answer.</summary>
    Task<ChannelSeen?> FindAsync(CancellationToken cancellationToken);
}
