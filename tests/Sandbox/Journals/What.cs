namespace Relay.Sandbox.Journals;

/// <summary>The kinds of entries; each is also the name of a count.</summary>
internal static class What
{
    /// <summary>A client did something in Telegram: an update waits for the bot.</summary>
    public const string UpdateCreated = "update.created";

    /// <summary>An update was handed to a poller for the first time.</summary>
    public const string UpdateTaken = "update.taken";

    /// <summary>An update is done: confirmed by a poller's offset, or its webhook call was answered 2xx.</summary>
    public const string UpdateConfirmed = "update.confirmed";

    /// <summary>A webhook call with an update was not answered 2xx; it will be repeated.</summary>
    public const string UpdateFailed = "update.failed";

    /// <summary>A long poll was ended with 409 by a newer one.</summary>
    public const string PollConflict = "poll.conflict";

    /// <summary>getUpdates was called (counted, not listed).</summary>
    public const string Poll = "poll";

    /// <summary>A bot's message is in a client's chat.</summary>
    public const string ChatDelivered = "chat.delivered";

    /// <summary>A bot's message in a client's chat shows another text or caption.</summary>
    public const string ChatEdited = "chat.edited";

    /// <summary>A bot's message is no longer in a client's chat.</summary>
    public const string ChatDeleted = "chat.deleted";

    /// <summary>A call that sends, edits or deletes a message was refused.</summary>
    public const string ChatRefused = "chat.refused";

    public const string ClientBlocked = "client.blocked";

    public const string ClientUnblocked = "client.unblocked";

    /// <summary>getFile named a file.</summary>
    public const string FileFound = "file.found";

    /// <summary>The bot downloaded a file from Telegram, or began to.</summary>
    public const string FileDownloaded = "file.downloaded";

    /// <summary>A manager's file was fetched from its address, or that began.</summary>
    public const string FileFetched = "file.fetched";

    /// <summary>A message sent by API is in Wahelp.</summary>
    public const string WahelpAccepted = "wahelp.accepted";

    /// <summary>A send to Wahelp was refused.</summary>
    public const string WahelpRefused = "wahelp.refused";

    public const string WahelpLogin = "wahelp.login";

    public const string WahelpRefresh = "wahelp.refresh";

    /// <summary>A Wahelp call without a valid token.</summary>
    public const string WahelpUnauthorized = "wahelp.unauthorized";

    /// <summary>The manager wrote, edited or a status changed: a webhook will be posted.</summary>
    public const string ManagerWrote = "manager.wrote";

    /// <summary>An echo of an API send will be posted.</summary>
    public const string EchoCreated = "echo.created";

    public const string WebhookDelivered = "webhook.delivered";

    /// <summary>A webhook call that was not answered 2xx.</summary>
    public const string WebhookFailed = "webhook.failed";

    /// <summary>A webhook is no longer repeated.</summary>
    public const string WebhookDropped = "webhook.dropped";

    /// <summary>A caller hung up before a send was answered.</summary>
    public const string SendAbandoned = "send.abandoned";

    /// <summary>A call that sends nothing (login, getUpdates …) was refused, by a script or by the account.</summary>
    public const string CallRefused = "call.refused";

    /// <summary>An unexpected call: unknown method or path.</summary>
    public const string Unexpected = "unexpected";

    /// <summary>A control cleared all state.</summary>
    public const string Reset = "reset";
}
