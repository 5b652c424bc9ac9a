using System.Text.Json.Nodes;
using Relay.Sandbox.Posting;

namespace Relay.Sandbox.Wahelp;

/// <summary>Writes a webhook in a given shape.</summary>
internal static class WebhookBody
{
    private const string FileField = "file_url";

    /// <exception cref="ArgumentException">Two fields exclude each other: <c>message</c> and <c>message.id</c>.</exception>
    public static PostBody Make(WebhookShape shape, ChannelMessage message, SandboxOptions options)
    {
        var envelope = Wrap(shape, Data(shape, message, options));
        return shape.Format == BodyFormat.Json
            ? PostBody.Json(envelope.ToJsonString(WahelpAnswers.Json))
            : PostBody.Form(FormBody.Write(envelope, ofJson: shape.Format == BodyFormat.FormOfJson));
    }

    private static JsonObject Data(WebhookShape shape, ChannelMessage message, SandboxOptions options)
    {
        var data = new JsonObject();
        Put(data, shape.Direction.Length == 0 ? "" : shape.DirectionField, shape.Direction);
        Put(data, shape.TextField, message.Text);
        Put(data, shape.PhoneField, Spelling.Of(message.Phone, shape.PhoneSpelling));
        Put(data, shape.ChannelField, shape.Channel ?? ChannelIn(shape.ChannelField, options));
        Put(data, message.FileUrl is null ? "" : FileField, message.FileUrl);
        Put(data, shape.StatusField, shape.Status);
        Put(data, shape.TimeField, Spelling.Of(message.CreatedAt, shape.TimeSpelling));
        if (message.Id is { } number && Spelling.Of(number, shape.IdSpelling) is { } id)
        {
            Put(data, shape.IdField, id);
        }

        return data;
    }

    private static JsonNode ChannelIn(string field, SandboxOptions options) =>
        field.Contains("uuid", StringComparison.Ordinal) ? options.ChannelUuid
        : field.EndsWith("id", StringComparison.Ordinal) ? Channel.Number
        : options.ChannelAlias;

    private static JsonNode Wrap(WebhookShape shape, JsonObject data) => shape.Envelope switch
    {
        Envelope.EventData => new JsonObject { ["event"] = shape.Action, ["data"] = data },
        Envelope.TypeData => new JsonObject { ["type"] = shape.Action, ["data"] = data },
        Envelope.DataList => new JsonObject { ["event"] = shape.Action, ["data"] = new JsonArray(data) },
        Envelope.List => new JsonArray(new JsonObject { ["action"] = shape.Action, ["payload"] = data }),
        Envelope.BareList => new JsonArray(data),
        _ => new JsonObject { ["action"] = shape.Action, ["payload"] = data },
    };

    private static void Put(JsonObject data, string path, JsonNode? value)
    {
        if (path.Length == 0)
        {
            return;
        }

        var names = path.Split('.');
        foreach (var name in names[..^1])
        {
            data[name] ??= new JsonObject();
            data = data[name] as JsonObject ?? throw new ArgumentException($"{path}: {name} already holds a value.", nameof(path));
        }

        if (data[names[^1]] is not null)
        {
            throw new ArgumentException($"{path} already holds a value.", nameof(path));
        }

        data[names[^1]] = value;
    }
}

/// <summary>A message of the channel for a webhook.</summary>
/// <param name="Id">Null if the webhook has none.</param>
/// <param name="Phone">The conversation's phone.</param>
/// <param name="Text">The text; null in an event without text.</param>
/// <param name="CreatedAt">When it was written.</param>
internal sealed record ChannelMessage(long? Id, string Phone, string? Text, DateTimeOffset CreatedAt)
{
    /// <summary>The address of its file; null if it has none.</summary>
    public string? FileUrl { get; init; }
}
