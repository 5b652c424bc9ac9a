namespace Relay.Delivery.Providers;

/// <summary>What a provider says to a harmless call.</summary>
public enum ProviderState
{
    /// <summary>It answers, and the account is good.</summary>
    Well,

    /// <summary>It does not answer, answers with an error of its own, or somebody else answers in its place.</summary>
    Away,

    /// <summary>It refuses the account: people must act.</summary>
    Refused,
}
