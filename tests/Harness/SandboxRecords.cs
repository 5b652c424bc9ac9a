using System.Text.Json;
using System.Text.Json.Nodes;

namespace Relay.Harness;

/// <summary>Names of what the sandbox records; each is also a count that can be waited for.</summary>
public static class Seen
{
    /// <summary>A client did something; an update waits for the bot.</summary>
    public const string UpdateCreated = "update.created";

    /// <summary>A poller was given the update.</summary>
    public const string UpdateTaken = "update.taken";

    /// <summary>A poller's offset passed the update, or its webhook call was answered 2xx.</summary>
    public const string UpdateConfirmed = "update.confirmed";

    /// <summary>A webhook call with an update was not answered 2xx.</summary>
    public const string UpdateFailed = "update.failed";

    /// <summary>A long poll was ended with 409 by a newer one, or by setWebhook.</summary>
    public const string PollConflict = "poll.conflict";

    /// <summary>getUpdates was called. Counted, not listed.</summary>
    public const string Poll = "poll";

    /// <summary>A bot's message stands in a chat.</summary>
    public const string ChatDelivered = "chat.delivered";

    /// <summary>A sendMessage put nothing into a chat.</summary>
    public const string ChatRefused = "chat.refused";

    /// <summary>A message sent by API stands in Wahelp.</summary>
    public const string WahelpAccepted = "wahelp.accepted";

    /// <summary>A send to Wahelp stored nothing.</summary>
    public const string WahelpRefused = "wahelp.refused";

    /// <summary>A log-in, good or not.</summary>
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

    /// <summary>A Wahelp webhook is not repeated any more.</summary>
    public const string WebhookDropped = "webhook.dropped";

    /// <summary>A caller hung up before a send was answered; a scripted fault that made it do so is recorded as such instead.</summary>
    public const string SendAbandoned = "send.abandoned";

    /// <summary>A call that sends nothing was refused, by a script or by the account.</summary>
    public const string CallRefused = "call.refused";

    /// <summary>A call that neither API has.</summary>
    public const string Unexpected = "unexpected";
}

/// <summary>One thing the sandbox saw. What does not apply is null.</summary>
/// <param name="What">One of <see cref="Seen"/>.</param>
/// <param name="Seq">Its place in the order of everything.</param>
/// <param name="At">When, by the sandbox's clock.</param>
/// <param name="Chat">The Telegram chat.</param>
/// <param name="Phone">E.164.</param>
/// <param name="Id">The provider's message id.</param>
/// <param name="UpdateId">Telegram's update_id.</param>
/// <param name="Name">The client's name as Wahelp was told.</param>
/// <param name="Text">The text.</param>
/// <param name="Status">The HTTP status answered or received; null: none.</param>
/// <param name="Reason">Why it was refused, or the scripted fault that followed its acceptance.</param>
/// <param name="Attempt">Of a webhook call, from 1.</param>
/// <param name="Detail">Kind of an update, profile of a send, method and path of a call.</param>
/// <param name="Destination">The direction that a send asked Wahelp for, if the account honours it.</param>
/// <param name="Markup">Raw reply_markup.</param>
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
    string? Markup = null);

/// <summary>A person with Telegram, as the sandbox knows them.</summary>
/// <param name="Chat">The private chat's id, which is the user's id too.</param>
/// <param name="FirstName">First name.</param>
/// <param name="Phone">The account's phone.</param>
/// <param name="LanguageCode">Language of the app.</param>
/// <param name="Blocked">Whether the client blocked the bot.</param>
/// <param name="Deactivated">Whether the account is gone.</param>
/// <param name="Keyboard">The reply keyboard shown now; null: none.</param>
public sealed record SandboxPerson(
    long Chat, string FirstName, string Phone, string LanguageCode, bool Blocked, bool Deactivated, JsonElement? Keyboard);

/// <summary>What a client's act became.</summary>
/// <param name="UpdateId">The update's id; 0 where the bot did not ask for this kind of update.</param>
/// <param name="MessageId">The message's id; null for an injected update.</param>
public sealed record SandboxWritten(int UpdateId, long? MessageId);

/// <summary>What a client does in a chat: kind <c>text</c>, <c>edit</c>, <c>contact</c>, <c>photo</c>, <c>voice</c>, <c>video</c>,
/// <c>video_note</c>, <c>sticker</c>, <c>document</c>, <c>audio</c>, <c>animation</c>, <c>location</c>, or any with Extra.</summary>
public sealed record SandboxMessage
{
    /// <summary>What it is.</summary>
    public string Kind { get; init; } = "text";

    /// <summary>Text or caption.</summary>
    public string? Text { get; init; }

    /// <summary>The message that an edit changes.</summary>
    public long? MessageId { get; init; }

    /// <summary>The group it is written in, a negative id; null: the private chat.</summary>
    public long? Group { get; init; }

    /// <summary>Whose phone a contact holds; null: the client's own.</summary>
    public string? ContactPhone { get; init; }

    /// <summary>Whose account a contact names.</summary>
    public long? ContactUserId { get; init; }

    /// <summary>Forwarded from somebody.</summary>
    public bool Forwarded { get; init; }

    /// <summary>Explicit entities.</summary>
    public JsonArray? Entities { get; init; }

    /// <summary>Members put over those of the message.</summary>
    public JsonObject? Extra { get; init; }
}

/// <summary>How calls that match are answered instead of as usual. Where several match, the oldest is used.</summary>
public sealed record SandboxScript
{
    /// <summary><c>telegram.sendMessage</c>, <c>telegram.getUpdates</c>, <c>wahelp.send</c> (both profiles), <c>wahelp.users</c>,
    /// <c>wahelp.login</c>, <c>wahelp.refresh</c>, <c>wahelp.history</c>, or a beginning up to a dot: <c>telegram</c>, <c>wahelp</c>.</summary>
    public required string At { get; init; }

    /// <summary>Only calls about this chat.</summary>
    public long? Chat { get; init; }

    /// <summary>Only calls about this phone.</summary>
    public string? Phone { get; init; }

    /// <summary>For so many calls; null: until cleared.</summary>
    public int? Times { get; init; } = 1;

    /// <summary>Waits first, in milliseconds. With nothing else set the usual answer follows.</summary>
    public int DelayMs { get; init; }

    /// <summary>The call takes effect before the fault.</summary>
    public bool Accept { get; init; }

    /// <summary><c>answer</c>, <c>silence</c> (never answered) or <c>abort</c> (connection cut).</summary>
    public string Then { get; init; } = "answer";

    /// <summary>HTTP status.</summary>
    public int? Status { get; init; }

    /// <summary>A string goes out as it is, anything else as JSON; null: the API's own error body.</summary>
    public JsonNode? Body { get; init; }

    /// <summary>The error's text in the API's own body.</summary>
    public string? Description { get; init; }

    /// <summary>Seconds, told as the API tells it.</summary>
    public int? RetryAfter { get; init; }
}

/// <summary>Many messages in one call; clients are dealt with in turn.</summary>
public sealed record SandboxBulk
{
    /// <summary>Messages altogether.</summary>
    public required int Messages { get; init; }

    /// <summary>Clients altogether; their chats are FirstChat and those after it.</summary>
    public required int Clients { get; init; }

    /// <summary>The first chat id. Phones follow from the ids: <see cref="SandboxClient.PhoneOf"/>.</summary>
    public long FirstChat { get; init; } = 1_000_000;

    /// <summary><c>{n}</c>: the message's number within its client; <c>{chat}</c>: the chat.</summary>
    public string Text { get; init; } = "{n}";

    /// <summary>The first <c>{n}</c>.</summary>
    public int FirstNumber { get; init; } = 1;

    /// <summary><c>text</c> or <c>contact</c> (the own one); clients only.</summary>
    public string Kind { get; init; } = "text";

    /// <summary>Messages a second; 0: all at once.</summary>
    public int PerSecond { get; init; }
}
