namespace Relay.Sandbox.Journals;

/// <summary>One record. Members that do not apply are null.</summary>
internal sealed record Entry
{
    /// <summary>One of <see cref="Journals.What"/>.</summary>
    public required string What { get; init; }

    /// <summary>Rises by one, and never restarts.</summary>
    public long Seq { get; init; }

    public DateTimeOffset At { get; init; }

    public long? Chat { get; init; }

    /// <summary>E.164 as far as the digits allow, see <see cref="Wahelp.PhoneNumbers"/>.</summary>
    public string? Phone { get; init; }

    /// <summary>The provider's message id: Telegram's message_id, Wahelp's id.</summary>
    public long? Id { get; init; }

    public long? UpdateId { get; init; }

    public string? Name { get; init; }

    public string? Text { get; init; }

    /// <summary>The HTTP status sent or received; null if there was no answer.</summary>
    public int? Status { get; init; }

    /// <summary>Why it was refused, or the scripted fault after an acceptance.</summary>
    public string? Reason { get; init; }

    /// <summary>The first attempt is 1.</summary>
    public int? Attempt { get; init; }

    /// <summary>Kind of an update, profile of a send, method and path of a call.</summary>
    public string? Detail { get; init; }

    /// <summary>The direction that a send requested of Wahelp, if the account honours it; null for the profile's own.</summary>
    public string? Destination { get; init; }

    /// <summary>The file of a client's, the bot's or a manager's message; its caption is the text.</summary>
    public SeenFile? File { get; init; }

    /// <summary>The address that a manager's webhook names as <c>file_url</c>.</summary>
    public string? Link { get; init; }

    /// <summary>Raw reply_markup of a bot's message.</summary>
    public string? Markup { get; init; }
}
