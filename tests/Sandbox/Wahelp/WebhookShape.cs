namespace Relay.Sandbox.Wahelp;

/// <summary>
/// How a webhook is written. No captured body is public, so every variant that clients have met can be asked for. Field
/// names are paths with dots inside the data; an empty one leaves the field out.
/// </summary>
internal sealed record WebhookShape
{
    public Envelope Envelope { get; init; } = Envelope.Payload;

    public string Action { get; init; } = "channel.message.created";

    /// <summary><c>destination</c> or <c>direction</c>.</summary>
    public string DirectionField { get; init; } = "destination";

    public string Direction { get; init; } = "from_operator";

    /// <summary><c>message</c>, <c>message.text</c>, <c>message.message</c>, <c>text</c>, <c>body</c>.</summary>
    public string TextField { get; init; } = "message.text";

    /// <summary><c>user.phone</c>, <c>user.uid2</c>, <c>user.uid</c>, <c>contact.phone</c>, <c>phone</c>.</summary>
    public string PhoneField { get; init; } = "user.phone";

    public PhoneSpelling PhoneSpelling { get; init; } = PhoneSpelling.E164;

    /// <summary><c>channel.uuid</c>, <c>channel_uuid</c>, <c>channel.alias</c>, <c>channel.name</c>.</summary>
    public string ChannelField { get; init; } = "channel.uuid";

    /// <summary>Null: this sandbox's channel, by its uuid or its alias, whichever the field holds.</summary>
    public string? Channel { get; init; }

    /// <summary>
    /// <c>message_id</c>, <c>message_uuid</c>, <c>wahelp_id</c>, <c>msg_id</c>, <c>id</c>, <c>message.id</c>,
    /// <c>message.payload.id</c>.
    /// </summary>
    public string IdField { get; init; } = "message.id";

    public bool IdAsText { get; init; }

    /// <summary><c>status</c>, <c>state</c>, <c>message.status</c>.</summary>
    public string StatusField { get; init; } = "";

    public string Status { get; init; } = "sent";

    /// <summary><c>created_at</c>, <c>status_at</c>, <c>message.created_at</c>.</summary>
    public string TimeField { get; init; } = "message.created_at";

    public bool TimeAsUnix { get; init; }

    public TokenPlace TokenPlace { get; init; } = TokenPlace.Query;
}

internal enum Envelope
{
    /// <summary><c>{"action","payload":{…}}</c></summary>
    Payload,

    /// <summary><c>{"event","data":{…}}</c></summary>
    EventData,

    /// <summary><c>{"type","data":{…}}</c></summary>
    TypeData,

    /// <summary><c>{"event","data":[{…}]}</c></summary>
    DataList,

    /// <summary><c>[{"action","payload":{…}}]</c></summary>
    List,

    /// <summary><c>[{…}]</c>: the data alone.</summary>
    BareList,
}

internal enum PhoneSpelling
{
    /// <summary>+79991234567</summary>
    E164,

    /// <summary>79991234567</summary>
    NoPlus,

    /// <summary>The same as a JSON number.</summary>
    Number,

    /// <summary>89991234567</summary>
    Eight,

    /// <summary>9991234567</summary>
    Ten,
}

internal enum TokenPlace
{
    /// <summary><c>?token=…</c></summary>
    Query,

    /// <summary><c>X-Wahelp-Token</c></summary>
    Header,

    /// <summary><c>Authorization: Bearer …</c></summary>
    Bearer,
}
