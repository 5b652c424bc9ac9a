using System.Text.Json.Nodes;

namespace Relay.Sandbox.Wahelp;

/// <summary>Writes a webhook in the shape asked for.</summary>
internal static class WebhookBody
{
    /// <exception cref="ArgumentException">Two fields exclude each other: <c>message</c> and <c>message.id</c>.</exception>
    public static JsonNode Make(WebhookShape shape, ChannelMessage message, SandboxOptions options)
    {
        var data = new JsonObject();
        Put(data, shape.DirectionField, shape.Direction);
        Put(data, shape.TextField, message.Text);
        Put(data, shape.PhoneField, Spell(message.Phone, shape.PhoneSpelling));
        Put(data, shape.ChannelField, shape.Channel
            ?? (shape.ChannelField.Contains("uuid", StringComparison.Ordinal) ? options.ChannelUuid : options.ChannelAlias));
        Put(data, shape.StatusField, shape.Status);
        Put(data, shape.TimeField, shape.TimeAsUnix ? message.CreatedAt.ToUnixTimeSeconds() : message.CreatedAt.ToString("O"));
        if (message.Id is { } id)
        {
            Put(data, shape.IdField, shape.IdAsText ? id.ToString() : id);
        }

        return Wrap(shape, data);
    }

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

    private static JsonNode Spell(string phone, PhoneSpelling spelling) => spelling switch
    {
        PhoneSpelling.NoPlus => phone.TrimStart('+'),
        PhoneSpelling.Number when long.TryParse(phone.AsSpan().TrimStart('+'), out var number) => number,
        PhoneSpelling.Eight when phone.StartsWith("+7", StringComparison.Ordinal) => "8" + phone[2..],
        PhoneSpelling.Ten when phone.StartsWith("+7", StringComparison.Ordinal) => phone[2..],
        _ => phone,
    };
}

/// <summary>A message of the channel, as a webhook tells it.</summary>
/// <param name="Id">Null: the webhook has none.</param>
/// <param name="Phone">Whose conversation it belongs to.</param>
/// <param name="Text">What it says; null in an event without text.</param>
/// <param name="CreatedAt">When it was written.</param>
internal sealed record ChannelMessage(long? Id, string Phone, string? Text, DateTimeOffset CreatedAt);
