using Relay.Delivery.Providers;

namespace Relay.Delivery.Tables.Lanes;

/// <summary>A call to make after its intent is committed.</summary>
/// <param name="IsProbe">True if this call probes a paused provider.</param>
internal sealed record Intent(LaneHead Head, Recipient.Known Recipient, bool IsProbe);
