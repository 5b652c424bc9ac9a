namespace Relay.WahelpGateway.WahelpApi;

/// <summary>The list of the project's channels.</summary>
internal interface IChannelList
{
    /// <summary>What it says of ours; null if there is no answer that can be read.</summary>
    Task<ChannelSeen?> FindAsync(CancellationToken cancellationToken);
}
