namespace Relay.WahelpGateway.ReceivingWebhooks;

/// <summary>What became of an event.</summary>
internal enum Taken
{
    /// <summary>Accepted, now or before, to be shown to the client.</summary>
    Relayed,

    /// <summary>The same, as a correction.</summary>
    Edit,

    /// <summary>Waits until it is known whether it is an echo.</summary>
    Waits,

    /// <summary>Found in the history, or a change: older than the relay or than a week, or nobody knows how old.</summary>
    History,

    /// <summary>An echo of the relay's own message.</summary>
    Echo,

    /// <summary>Of a client, or of somebody else who is not relayed.</summary>
    Ignored,

    /// <summary>What became of a message that is known, by its words alone.</summary>
    Status,

    /// <summary>Found in the history, with a direction that no setting names.</summary>
    Unplaced,

    /// <summary>Found in the history, which has not shown yet that its ids are those of webhooks.</summary>
    NotVouched,

    /// <summary>Of another channel.</summary>
    ForeignChannel,

    /// <summary>A dead letter, for it may be an echo; the manager is told.</summary>
    Doubtful,

    /// <summary>A dead letter.</summary>
    Dead,
}
