using Relay.Delivery.Providers;
using Relay.Delivery.Tables.Lanes;

namespace Relay.Delivery.Sending.Deciding;

/// <summary>A call that has ended.</summary>
/// <param name="Intent">The message, with the attempt that was made.</param>
/// <param name="Outcome">What came back.</param>
/// <param name="EndedAt">When, by this process's timestamps.</param>
/// <param name="Asked">If that left a doubt: what the provider says to a harmless call.</param>
internal sealed record EndedCall(Intent Intent, SendOutcome Outcome, long EndedAt, ProviderState? Asked = null);
