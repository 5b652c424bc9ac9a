using Relay.ServiceDefaults.Bus;

namespace Relay.Delivery.Settings;

/// <summary>The service at the other end of the lanes: outcomes and gap messages go only to it.</summary>
internal sealed class LanePeer(string service)
{
    public string MessagesMissingEndpoint { get; } = EndpointNames.For(service, "messages-missing");

    public string MessageOutcomesEndpoint { get; } = EndpointNames.For(service, "message-outcomes");

    public string LaneSettledEndpoint { get; } = EndpointNames.For(service, "lane-settled");
}
