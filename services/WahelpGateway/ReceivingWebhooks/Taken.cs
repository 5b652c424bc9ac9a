namespace Relay.WahelpGateway.ReceivingWebhooks;

/// <summary>The result of an event.</summary>
internal enum Taken
{
    /// <summary>Accepted, now or before, to be shown to the client.</summary>
    Relayed,

    /// <summary>The same, as an edit.</summary>
    Edit,

    /// <summary>The deletion of a relayed message, accepted now or before.</summary>
    Deleted,

    /// <summary>The deletion of anything else: dropped.</summary>
    Deletion,

    /// <summary>Waits until it is known whether it is an echo.</summary>
    Waits,

    /// <summary>Found in the history, or a change: older than the relay or than a week, or of unknown age.</summary>
    History,

    /// <summary>An echo of the relay's own message.</summary>
    Echo,

    /// <summary>A message of a client, or of another author who is not relayed.</summary>
    Ignored,

    /// <summary>A status of a known message, recognised by its text alone.</summary>
    Status,

    /// <summary>Found in the history, with a direction that no setting names.</summary>
    Unplaced,

    /// <summary>Found in the history, which has not yet shown that its ids are those of webhooks.</summary>
    NotVouched,

    /// <summary>Of another channel.</summary>
    ForeignChannel,

    /// <summary>A dead letter, because it may be an echo; the manager is told.</summary>
    Doubtful,

    /// <summary>A dead letter.</summary>
    Dead,
}
