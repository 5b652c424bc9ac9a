namespace Relay.WahelpGateway.ReportingToOperators;

/// <summary>A note for the manager in a client's conversation, as it is stored.</summary>
/// <param name="Phone">Whose conversation: E.164.</param>
/// <param name="Reason">One of <see cref="Relay.Contracts.Reasons"/>, or <see cref="PhoneMoved"/>.</param>
/// <param name="Held">True where the reply goes on when that ends; false where it failed.</param>
/// <param name="OfNotification">True where it was no manager's reply but another system's notification.</param>
/// <param name="Beginning">How the reply begins, so that the manager knows which it is; empty where it is not known.</param>
internal sealed record Note(string Phone, string Reason, bool Held, bool OfNotification = false, string Beginning = "")
{
    /// <summary>Instead of a reason: no reply is meant, but the conversation. Another Telegram account has proven its phone.</summary>
    public const string PhoneMoved = "phone_moved";

    /// <summary>What may be a reply may be the echo of a client's message too, mostly for its words: it was not shown.</summary>
    public const string SameWords = "same_words";
}
