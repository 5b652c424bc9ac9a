using Relay.Delivery.Providers;

namespace Relay.Delivery.Tables.Provider;

/// <summary>A request to pause the provider.</summary>
/// <param name="Why">A short name.</param>
/// <param name="Account">True if people must act: the account is refused.</param>
/// <param name="For">How long; null for a back-off that grows with each failed probe.</param>
internal sealed record PauseRequest(string Why, bool Account, TimeSpan? For = null)
{
    /// <summary>True if the harmless call failed too: when it is answered, that ends the pause, as a message does.</summary>
    public bool ByCall { get; init; }

    /// <summary>The harmless call was a probe, and failed.</summary>
    public static PauseRequest OfCall(ProviderState state) =>
        new(state == ProviderState.Refused ? "account_refused" : "unanswered", Account: state == ProviderState.Refused) { ByCall = true };
}
