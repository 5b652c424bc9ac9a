using Relay.Delivery.Providers;

namespace Relay.Delivery.Tables.Provider;

/// <summary>The provider is to be left alone.</summary>
/// <param name="Why">A short name.</param>
/// <param name="Account">True where people must act: the account is refused.</param>
/// <param name="For">For how long; null for a back-off that rises with each failed probe.</param>
internal sealed record PauseRequest(string Why, bool Account, TimeSpan? For = null)
{
    /// <summary>True if the harmless call failed too: it ends the pause when it is answered, as a message does.</summary>
    public bool ByCall { get; init; }

    /// <summary>The harmless call was a probe, and failed.</summary>
    public static PauseRequest OfCall(ProviderState state) =>
        new(state == ProviderState.Refused ? "account_refused" : "unanswered", Account: state == ProviderState.Refused) { ByCall = true };
}
