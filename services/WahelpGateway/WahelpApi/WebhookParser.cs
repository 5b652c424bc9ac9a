using System.Globalization;
using System.Text.Json;

namespace Relay.WahelpGateway.WahelpApi;

/// <summary>
/// Reads webhook bodies. Each envelope and each place of a field that any source names (wahelp-api, "Webhooks"); whatever else the JSON
/// holds, reading it throws nothing.
/// </summary>
internal static class WebhookParser
{
    private static readonly string[] MediaTypes =
        ["image", "photo", "picture", "voice", "audio", "video", "file", "document", "sticker", "location", "contact", "attachment", "media"];

    /// <summary>The events of a body, in its order.</summary>
    /// <param name="body">As decoded from UTF-8: without lone surrogates, but for escaped ones.</param>
    /// <exception cref="JsonException">It is no JSON, or nested deeper than 64.</exception>
    public static IReadOnlyList<WebhookEvent> Parse(string body)
    {
        using var document = JsonDocument.Parse(JsonText.Clean(body));
        var found = Envelopes(document.RootElement).ToList();
        return found.ConvertAll(envelope => Read(envelope, found.Count == 1 ? body : Wrap(envelope)));
    }

    /// <summary>The action and the data of each event: <c>{action, payload}</c>, <c>{event|type, data}</c>, lists of data, lists of all that.</summary>
    private static IEnumerable<(string? Action, JsonElement Data)> Envelopes(JsonElement root)
    {
        if (root.ValueKind == JsonValueKind.Array)
        {
            return root.EnumerateArray().SelectMany(Envelopes);
        }

        var action = root.Text("action") ?? root.Text("event") ?? root.Text("type");
        var data = root.Member("payload") is { ValueKind: JsonValueKind.Object or JsonValueKind.Array } payload ? payload
            : root.Member("data") is { ValueKind: JsonValueKind.Object or JsonValueKind.Array } inner ? inner
            : root;
        return data.ValueKind == JsonValueKind.Array ? data.EnumerateArray().Select(one => (action, one)) : [(action, data)];
    }

    private static string Wrap((string? Action, JsonElement Data) envelope) =>
        $$"""{"action":{{JsonSerializer.Serialize(envelope.Action)}},"payload":{{envelope.Data.GetRawText()}}}""";

    private static WebhookEvent Read((string? Action, JsonElement Data) envelope, string raw)
    {
        var data = envelope.Data;
        var message = data.Member("message");
        return new WebhookEvent
        {
            Subject = Subject(envelope.Action?.Trim().ToLowerInvariant()),
            Direction = (data.Text("destination") ?? data.Text("direction"))?.Trim().ToLowerInvariant() is { Length: > 0 } direction ? direction : null,
            Text = Words(data, message),
            Media = Media(data) is var own and not MediaKind.None ? own : Media(message),
            Phones = [.. Texts(
                data.Member("user").Text("phone"),
                data.Member("user").Text("uid2"),
                data.Member("user").Text("uid"),
                data.Member("contact").Text("phone"),
                data.Text("phone"))],
            ChannelUuid = Texts(data.Member("channel").Text("uuid"), data.Text("channel_uuid")).FirstOrDefault(),
            ChannelNames = [.. Texts(data.Member("channel").Text("alias"), data.Member("channel").Text("name"), data.PlainText("channel"))],
            MessageId = Texts(
                data.Text("message_id"),
                data.Text("message_uuid"),
                data.Text("wahelp_id"),
                data.Text("msg_id"),
                data.Text("id"),
                message.Text("id"),
                message.Member("payload").Text("id")).FirstOrDefault(),
            At = Time(data.Text("created_at")) ?? Time(message.Text("created_at")) ?? Time(data.Text("status_at")),
            Raw = raw,
        };
    }

    private static WebhookSubject Subject(string? action) => action switch
    {
        null => WebhookSubject.Message,
        _ when action.EndsWith("deleted", StringComparison.Ordinal) => WebhookSubject.Other,
        _ when action.StartsWith("channel.message.", StringComparison.Ordinal) =>
            action.EndsWith(".updated", StringComparison.Ordinal) ? WebhookSubject.MessageChange : WebhookSubject.Message,
        _ when action.StartsWith("channel.", StringComparison.Ordinal) || action.StartsWith("project.", StringComparison.Ordinal) => WebhookSubject.Other,
        _ when action.Contains("update", StringComparison.Ordinal) || action.Contains("status", StringComparison.Ordinal) => WebhookSubject.MessageChange,
        _ => WebhookSubject.Message,
    };

    /// <summary>The first that is not blank; where all are, the blank one: an empty text is not the same as none.</summary>
    private static string? Words(JsonElement data, JsonElement? message)
    {
        string?[] places = [data.PlainText("message"), message.PlainText("text"), message.PlainText("message"), data.PlainText("text"), data.PlainText("body")];
        return Array.Find(places, text => !string.IsNullOrWhiteSpace(text))
            ?? (places.Any(text => text is not null) ? "" : null);
    }

    private static IEnumerable<string> Texts(params string?[] places) =>
        places.Where(text => !string.IsNullOrWhiteSpace(text)).Select(text => text!.Trim());

    /// <summary>No source shows how a file comes: any member that is named like one, and is not empty, counts; so does a message type.</summary>
    private static MediaKind Media(JsonElement? place)
    {
        if (place is not { ValueKind: JsonValueKind.Object } data)
        {
            return MediaKind.None;
        }

        var named = data.EnumerateObject().Where(member => IsFilled(member.Value)).Select(member => member.Name)
            .Append(data.PlainText("type") ?? "")
            .Append(data.PlainText("message_type") ?? "")
            .Select(name => Array.Find(MediaTypes, type => name.StartsWith(type, StringComparison.OrdinalIgnoreCase)))
            .FirstOrDefault(type => type is not null && (type != "contact" || data.PlainText("type") == "contact"));
        return named switch
        {
            null => MediaKind.None,
            "image" or "photo" or "picture" => MediaKind.Photo,
            "voice" or "audio" => MediaKind.Voice,
            "video" => MediaKind.Video,
            _ => MediaKind.File,
        };
    }

    private static bool IsFilled(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString() is { Length: > 0 },
        JsonValueKind.Array => value.GetArrayLength() > 0,
        JsonValueKind.Object => value.EnumerateObject().Any(),
        _ => false,
    };

    /// <summary>ISO 8601 (UTC where it names no zone) or unix time in seconds; milliseconds are told by their size.</summary>
    private static DateTimeOffset? Time(string? text)
    {
        const double LargestSeconds = 1e11;
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
        {
            var seconds = number > LargestSeconds ? number / 1000 : number;
            return seconds is > 0 and < LargestSeconds ? DateTimeOffset.UnixEpoch.AddSeconds(seconds) : null;
        }

        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;
    }
}
