using System.Text.Json.Serialization;

namespace Relay.Sandbox.Wahelp;

/// <summary>
/// The shape of a webhook. No captured body is public, so every variant that clients have met can be chosen. Field names are paths with dots inside
/// the data; an empty one omits the field.
/// </summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record WebhookShape
{
    public const string Created = "channel.message.created";
    public const string Updated = "channel.message.updated";

    public BodyFormat Format { get; init; } = BodyFormat.Json;

    public Envelope Envelope { get; init; } = Envelope.Payload;

    public string Action { get; init; } = Created;

    /// <summary><c>destination</c> or <c>direction</c>.</summary>
    public string DirectionField { get; init; } = "destination";

    /// <summary>Empty for none.</summary>
    public string Direction { get; init; } = "from_operator";

    /// <summary><c>message</c>, <c>message.text</c>, <c>message.message</c>, <c>text</c>, <c>body</c>.</summary>
    public string TextField { get; init; } = "message.text";

    /// <summary><c>user.phone</c>, <c>user.uid2</c>, <c>user.uid</c>, <c>contact.phone</c>, <c>phone</c>.</summary>
    public string PhoneField { get; init; } = "user.phone";

    public PhoneSpelling PhoneSpelling { get; init; } = PhoneSpelling.E164;

    /// <summary><c>channel.uuid</c>, <c>channel_uuid</c>, <c>channel.alias</c>, <c>channel.name</c>, <c>channel_id</c>.</summary>
    public string ChannelField { get; init; } = "channel.uuid";

    /// <summary>Null for this sandbox's channel, by its uuid, its number or its alias, as the field requires.</summary>
    public string? Channel { get; init; }

    /// <summary>
    /// <c>message_id</c>, <c>message_uuid</c>, <c>wahelp_id</c>, <c>msg_id</c>, <c>id</c>, <c>message.id</c>,
    /// <c>message.payload.id</c>.
    /// </summary>
    public string IdField { get; init; } = "message.id";

    public IdSpelling IdSpelling { get; init; } = IdSpelling.Number;

    /// <summary><c>status</c>, <c>state</c>, <c>message.status</c>.</summary>
    public string StatusField { get; init; } = "";

    public string Status { get; init; } = "sent";

    /// <summary><c>created_at</c>, <c>status_at</c>, <c>message.created_at</c>.</summary>
    public string TimeField { get; init; } = "message.created_at";

    public TimeSpelling TimeSpelling { get; init; } = TimeSpelling.Iso;

    public TokenPlace TokenPlace { get; init; } = TokenPlace.Query;

    /// <summary>The shape of a status webhook, without a text.</summary>
    public WebhookShape ForStatus(string status, StatusMode mode) => this with
    {
        Action = mode == StatusMode.Updates ? Updated : Created,
        TextField = "",
        StatusField = StatusField.Length == 0 ? "status" : StatusField,
        Status = status,
    };
}

internal enum BodyFormat
{
    Json,

    /// <summary>A form: <c>action=…&amp;payload[user][phone]=…</c></summary>
    Form,

    /// <summary>A form whose fields hold JSON: <c>action=…&amp;payload={…}</c></summary>
    FormOfJson,
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

    /// <summary><c>[{…}]</c>: only the data.</summary>
    BareList,
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
