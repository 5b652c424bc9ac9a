namespace Relay.WahelpGateway.ReportingToOperators;

/// <summary>A note for the manager in a client's conversation, as stored.</summary>
/// <param name="Phone">The conversation's phone, in E.164.</param>
/// <param name="Reason">One of <see cref="Relay.Contracts.Reasons"/>, or <see cref="PhoneMoved"/>.</param>
/// <param name="Held">True if the reply goes out later; false if it failed.</param>
/// <param name="OfNotification">True for another system's notification, false for a manager's reply.</param>
/// <param name="Beginning">The beginning of the reply, so that the manager recognises it; empty if unknown.</param>
internal sealed record Note(string Phone, string Reason, bool Held, bool OfNotification = false, string Beginning = "")
{
    /// <summary>True if the manager deleted a reply, and that waits or failed.</summary>
    public bool OfDeletion { get; init; }

    /// <summary>Instead of a reason: the note is about the conversation, not a reply. Another Telegram account has proven its phone.</summary>
    public const string PhoneMoved = "phone_moved";

    /// <summary>A possible reply, which may also be the echo of a client's message, was not shown.</summary>
    public const string SameWords = "same_words";
}
