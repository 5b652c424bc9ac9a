using Relay.ServiceDefaults.Bus;

namespace Relay.Delivery.Settings;

/// <summary>The service at the other end of the lanes: gaps are asked of it and answered to it, and to nobody else.</summary>
internal sealed class LanePeer(string service)
{
    public string MessagesMissingEndpoint { get; } = EndpointNames.For(service, "messages-missing");

    public string LaneSettledEndpoint { get; } = EndpointNames.For(service, "lane-settled");
}
