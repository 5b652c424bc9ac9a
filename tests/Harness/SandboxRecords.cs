using System.Text.Json;
using System.Text.Json.Nodes;

namespace Relay.Harness;

/// <summary>Names of the sandbox's records; each is also a count to wait for.</summary>
public static class Seen
{
    /// <summary>A client did something; an update waits for the bot.</summary>
    public const string UpdateCreated = "update.created";

    /// <summary>A poller got the update.</summary>
    public const string UpdateTaken = "update.taken";

    /// <summary>A poller's offset passed the update, or its webhook call was answered 2xx.</summary>
    public const string UpdateConfirmed = "update.confirmed";

    /// <summary>A webhook call with an update was not answered 2xx.</summary>
    public const string UpdateFailed = "update.failed";

    /// <summary>A long poll was ended with 409 by a newer one, or by setWebhook.</summary>
    public const string PollConflict = "poll.conflict";

    /// <summary>getUpdates was called. Counted, not listed.</summary>
    public const string Poll = "poll";

    /// <summary>A bot's message is in a chat.</summary>
    public const string ChatDelivered = "chat.delivered";

    /// <summary>A bot's message in a chat shows another text or caption.</summary>
    public const string ChatEdited = "chat.edited";

    /// <summary>A bot's message is no longer in a chat.</summary>
    public const string ChatDeleted = "chat.deleted";

    /// <summary>A call that sends, edits or deletes a message was refused.</summary>
    public const string ChatRefused = "chat.refused";

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

    /// <summary>A log-in, successful or not.</summary>
    public const string WahelpLogin = "wahelp.login";

    /// <summary>A token was refreshed.</summary>
    public const string WahelpRefresh = "wahelp.refresh";

    /// <summary>A Wahelp call without a valid token.</summary>
    public const string WahelpUnauthorized = "wahelp.unauthorized";

    /// <summary>The manager wrote, edited, or a status changed.</summary>
    public const string ManagerWrote = "manager.wrote";

    /// <summary>An echo of an API send will be posted.</summary>
    public const string EchoCreated = "echo.created";

    /// <summary>A Wahelp webhook was answered 2xx.</summary>
    public const string WebhookDelivered = "webhook.delivered";

    /// <summary>A Wahelp webhook was not answered 2xx.</summary>
    public const string WebhookFailed = "webhook.failed";

    /// <summary>A Wahelp webhook is no longer repeated.</summary>
    public const string WebhookDropped = "webhook.dropped";

    /// <summary>A caller hung up before a send was answered; if a scripted fault caused that, the fault is recorded instead.</summary>
    public const string SendAbandoned = "send.abandoned";

    /// <summary>A call that sends nothing was refused, by a script or by the account.</summary>
    public const string CallRefused = "call.refused";

    /// <summary>A call that neither API has.</summary>
    public const string Unexpected = "unexpected";
}

/// <summary>One record of the sandbox. Members that do not apply are null.</summary>
/// <param name="What">One of <see cref="Seen"/>.</param>
/// <param name="Seq">Its position in the order of all records.</param>
/// <param name="At">When, by the sandbox's clock.</param>
/// <param name="Chat">The Telegram chat.</param>
/// <param name="Phone">E.164.</param>
/// <param name="Id">The provider's message id.</param>
/// <param name="UpdateId">Telegram's update_id.</param>
/// <param name="Name">The client's name in the call to Wahelp.</param>
/// <param name="Text">The text.</param>
/// <param name="Status">The HTTP status sent or received; null if there is none.</param>
/// <param name="Reason">Why it was refused, or the scripted fault after its acceptance.</param>
/// <param name="Attempt">Of a webhook call, from 1.</param>
/// <param name="Detail">Kind of an update, profile of a send, method and path of a call.</param>
/// <param name="Destination">The direction that a send requested of Wahelp, if the account honours it.</param>
/// <param name="Markup">Raw reply_markup.</param>
/// <param name="File">The file of a message; its caption is the text.</param>
/// <param name="Link">The address of a file that a manager's webhook names.</param>
public sealed record SeenEntry(
    string What,
    long Seq,
    DateTimeOffset At,
    long? Chat = null,
    string? Phone = null,
    long? Id = null,
    long? UpdateId = null,
    string? Name = null,
    string? Text = null,
    int? Status = null,
    string? Reason = null,
    int? Attempt = null,
    string? Detail = null,
    string? Destination = null,
    string? Markup = null,
    SeenFile? File = null,
    string? Link = null);

/// <summary>A file that the sandbox has.</summary>
/// <param name="Id">Telegram's file_id; for <see cref="SandboxClient.FileAsync"/>.</param>
/// <param name="Kind">How Telegram shows it: <c>photo</c>, <c>document</c>, …; null for a manager's upload.</param>
/// <param name="Name">Null if it has none.</param>
/// <param name="Type">The MIME type.</param>
/// <param name="Size">In bytes, as Telegram tells it.</param>
/// <param name="Hash">The SHA-256 of its bytes, in hex.</param>
public sealed record SeenFile(string Id, string? Kind, string? Name, string Type, long Size, string Hash);

/// <summary>A bot's message as its chat shows it now.</summary>
/// <param name="Id">Telegram's message id.</param>
/// <param name="Text">The text, or the caption of the file; null if a file has none.</param>
/// <param name="At">When it was sent.</param>
/// <param name="IsEdited">True once its text or caption was changed.</param>
/// <param name="File">Null for a text.</param>
public sealed record ShownMessage(long Id, string? Text, DateTimeOffset At, bool IsEdited, SeenFile? File = null);

/// <summary>A Telegram user in the sandbox.</summary>
/// <param name="Chat">The private chat's id, which is also the user's id.</param>
/// <param name="FirstName">First name.</param>
/// <param name="Phone">The account's phone.</param>
/// <param name="LanguageCode">Language of the app.</param>
/// <param name="Blocked">True if the client blocked the bot.</param>
/// <param name="Deactivated">True if the account is deleted.</param>
/// <param name="Keyboard">The reply keyboard shown now; null if there is none.</param>
public sealed record SandboxPerson(
    long Chat, string FirstName, string Phone, string LanguageCode, bool Blocked, bool Deactivated, JsonElement? Keyboard);

/// <summary>The result of a client's act.</summary>
/// <param name="UpdateId">The update's id; 0 if the bot did not request this kind of update.</param>
/// <param name="MessageId">The message's id; null for an injected update.</param>
public sealed record SandboxWritten(int UpdateId, long? MessageId);

/// <summary>What a client does in a chat: kind <c>text</c>, <c>edit</c>, <c>contact</c>, <c>photo</c>, <c>voice</c>, <c>video</c>,
/// <c>video_note</c>, <c>sticker</c>, <c>document</c>, <c>audio</c>, <c>animation</c>, <c>location</c>, or any with Extra.</summary>
public sealed record SandboxMessage
{
    /// <summary>The kind.</summary>
    public string Kind { get; init; } = "text";

    /// <summary>Text or caption.</summary>
    public string? Text { get; init; }

    /// <summary>The message that an edit changes.</summary>
    public long? MessageId { get; init; }

    /// <summary>The group's negative id; null for the private chat.</summary>
    public long? Group { get; init; }

    /// <summary>The phone in a contact; null for the client's own.</summary>
    public string? ContactPhone { get; init; }

    /// <summary>The account in a contact.</summary>
    public long? ContactUserId { get; init; }

    /// <summary>True if it was forwarded.</summary>
    public bool Forwarded { get; init; }

    /// <summary>Explicit entities.</summary>
    public JsonArray? Entities { get; init; }

    /// <summary>Members that override those of the message.</summary>
    public JsonObject? Extra { get; init; }
}

/// <summary>A different answer to matching calls. If several scripts match, the oldest is used.</summary>
public sealed record SandboxScript
{
    /// <summary><c>telegram.</c> and a method, <c>files.download</c> (managers' files), <c>wahelp.send</c> (both profiles), <c>wahelp.users</c>,
    /// <c>wahelp.login</c>, <c>wahelp.refresh</c>, <c>wahelp.history</c>, or a beginning up to a dot: <c>telegram</c>, <c>wahelp</c>.</summary>
    public required string At { get; init; }

    /// <summary>Only calls about this chat.</summary>
    public long? Chat { get; init; }

    /// <summary>Only calls about this phone.</summary>
    public string? Phone { get; init; }

    /// <summary>For this many calls; null until cleared.</summary>
    public int? Times { get; init; } = 1;

    /// <summary>A delay in milliseconds. Alone, the usual answer follows.</summary>
    public int DelayMs { get; init; }

    /// <summary>The call takes effect before the fault.</summary>
    public bool Accept { get; init; }

    /// <summary><c>answer</c>, <c>silence</c> (never answered), <c>abort</c> (connection cut), <c>cut</c> (the same, when half of the call came), <c>stall</c>
    /// (half of a file) or <c>endless</c> (a file that never ends).</summary>
    public string Then { get; init; } = "answer";

    /// <summary>HTTP status.</summary>
    public int? Status { get; init; }

    /// <summary>A string is sent literally, anything else as JSON; null for the API's own error body.</summary>
    public JsonNode? Body { get; init; }

    /// <summary>The error's text in the API's own body.</summary>
    public string? Description { get; init; }

    /// <summary>Seconds, in the API's own form.</summary>
    public int? RetryAfter { get; init; }

    /// <summary>Where a 3xx of <c>files.download</c> leads.</summary>
    public string? Location { get; init; }
}

/// <summary>Many messages in one call, in turn over the clients.</summary>
public sealed record SandboxBulk
{
    /// <summary>The total of messages.</summary>
    public required int Messages { get; init; }

    /// <summary>The number of clients; their chats are FirstChat and the following ones.</summary>
    public required int Clients { get; init; }

    /// <summary>The first chat id. Phones follow from the ids: <see cref="SandboxClient.PhoneOf"/>.</summary>
    public long FirstChat { get; init; } = 1_000_000;

    /// <summary><c>{n}</c>: the message's number within its client; <c>{chat}</c>: the chat.</summary>
    public string Text { get; init; } = "{n}";

    /// <summary>The first <c>{n}</c>.</summary>
    public int FirstNumber { get; init; } = 1;

    /// <summary><c>text</c> or <c>contact</c> (their own); clients only.</summary>
    public string Kind { get; init; } = "text";

    /// <summary>Messages per second; 0 for all at once.</summary>
    public int PerSecond { get; init; }
}
