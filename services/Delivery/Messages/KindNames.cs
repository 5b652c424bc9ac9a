namespace Relay.Delivery.Messages;

/// <summary>What goes out beside the contracts: the types that these messages have in <c>delivery</c>. A contract has its own name.</summary>
/// <remarks>docs/operations.md says what each of them is.</remarks>
public static class KindNames
{
    /// <summary>What the bot says to a client by itself.</summary>
    public const string Prompt = "prompt";

    /// <summary>What managers are told of a message: it waits, it failed.</summary>
    public const string Note = "note";

    /// <summary>What shows managers that another system writes to the client.</summary>
    public const string NotificationNote = "notification_note";

    /// <summary>What the owner is told.</summary>
    public const string OwnerNotice = "owner_notice";

    /// <summary>A manager's edit or deletion of a reply.</summary>
    public const string ReplyChange = "reply_change";

    /// <summary>An event of the webhook that cannot be judged yet. It never goes out.</summary>
    public const string WaitingEvent = "waiting_event";
}
