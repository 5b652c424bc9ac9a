using Relay.Delivery.Providers;

namespace Relay.Delivery.Tables.Lanes;

/// <summary>A call that is to be made once its intent is committed.</summary>
/// <param name="IsProbe">True where the provider is paused and this call goes to see.</param>
internal sealed record Intent(LaneHead Head, Recipient.Known Recipient, bool IsProbe);
