using System.Text.Json.Serialization;

namespace Relay.Sandbox.Wahelp;

/// <summary>
/// The behaviour of the Wahelp account. Nobody has shown what a real one does, so each trait can be chosen independently; <see cref="NamedAccount"/>
/// has names for some combinations.
/// </summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record Account
{
    /// <summary>The shape of webhooks. Times in the history are spelled as in webhooks.</summary>
    public WebhookShape Webhook { get; init; } = new();

    /// <summary>Ids in the answers to sends.</summary>
    public IdSpelling AnswerIds { get; init; } = IdSpelling.Number;

    /// <summary>Ids in the channel's history.</summary>
    public IdSpelling HistoryIds { get; init; } = IdSpelling.Number;

    public HistoryAccess History { get; init; } = HistoryAccess.Granted;

    /// <summary>Whether and when webhooks about API sends come.</summary>
    public EchoMode Echo { get; init; } = EchoMode.None;

    /// <summary>The direction of echoes; empty for none.</summary>
    public string EchoDirection { get; init; } = "from_operator";

    /// <summary>False: echoes have no id, even if managers' messages have one.</summary>
    public bool EchoHasId { get; init; } = true;

    /// <summary>Whether each new message is followed by webhooks for delivered and read.</summary>
    public StatusMode Statuses { get; init; } = StatusMode.None;

    /// <summary>False: <c>POST …/messages</c> returns 404.</summary>
    public bool HasMessagesMethod { get; init; } = true;

    /// <summary>
    /// True: <c>send_message</c> with a <c>destination</c> records a message of that direction: <c>from</c> as the client's, <c>comment</c> as a note.
    /// False: the text goes to the client in any case.
    /// </summary>
    public bool HonoursDestination { get; init; }
}

internal enum HistoryAccess
{
    Granted,

    /// <summary>401 for the history alone, with any token.</summary>
    Unauthorized,

    /// <summary>404.</summary>
    Absent,
}

internal enum EchoMode
{
    None,

    /// <summary>Posted, and answered or failed, before the send is answered.</summary>
    Before,

    /// <summary>After the answer; at once if a script withholds the answer.</summary>
    After,

    /// <summary>As <see cref="After"/>, twice.</summary>
    Twice,
}

internal enum StatusMode
{
    None,

    /// <summary>As <c>channel.message.updated</c>.</summary>
    Updates,

    /// <summary>As messages are: <c>channel.message.created</c>, with a status instead of text.</summary>
    Messages,
}
