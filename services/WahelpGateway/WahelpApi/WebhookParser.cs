using System.Globalization;
using System.Text.Json;
using Relay.ServiceDefaults;

namespace Relay.WahelpGateway.WahelpApi;

/// <summary>
/// Reads webhook bodies. It knows every envelope and field that a source names (wahelp-api, "Webhooks"), and throws for no content of the JSON.
/// </summary>
internal static class WebhookParser
{
    /// <summary>The service's own text in place of a deleted one: it comes as a change (wahelp-api, "Seen by C").</summary>
    private const string Deleted = "_Message deleted_";

    private const int DeepestText = 3;

    /// <summary>In UTF-16 units. Longer ones are no addresses that services give out.</summary>
    private const int LongestAddress = 2048;

    private static readonly string[] Statuses = ["delivered", "read", "seen", "viewed", "failed", "error", "not_delivered"];

    private static readonly string[] MediaTypes =
        ["image", "photo", "picture", "voice", "audio", "ptt", "video", "file", "document", "sticker", "location", "contact", "attachment", "media"];

    /// <summary>The events of a body, in order.</summary>
    /// <param name="body">Decoded from UTF-8: lone surrogates only if escaped.</param>
    /// <param name="zone">The zone of times without one.</param>
    /// <exception cref="JsonException">It is not JSON, or nested deeper than 64.</exception>
    public static IReadOnlyList<WebhookEvent> Parse(string body, TimeZoneInfo zone)
    {
        using var document = JsonDocument.Parse(JsonText.Clean(body, lone: ""));
        var found = Envelopes(document.RootElement, DeepestText).ToList();
        return found.ConvertAll(envelope => Read(envelope, found.Count == 1 ? body : Wrap(envelope), zone));
    }

    /// <summary>The action and the data of each event: <c>{action, payload}</c>, <c>{event|type, data}</c>, lists of data, lists of all these.</summary>
    private static IEnumerable<(string? Action, JsonElement Data)> Envelopes(JsonElement root, int depth)
    {
        root = Unwrap(root, depth) ?? root;
        if (root.ValueKind == JsonValueKind.Array)
        {
            return root.EnumerateArray().SelectMany(one => Envelopes(one, depth - 1));
        }

        var action = root.Text("action") ?? root.Text("event") ?? root.Text("type");
        var inner = Unwrap(root.Member("payload"), depth) ?? Unwrap(root.Member("data"), depth);
        if (action is null && inner?.Text("action") is not null)
        {
            return Envelopes(inner.Value, depth - 1); // a form's only field holds the whole envelope
        }

        var data = inner ?? root;
        return data.ValueKind == JsonValueKind.Array ? data.EnumerateArray().Select(one => (action, one)) : [(action, data)];
    }

    /// <summary>An object or a list, also as text, as in forms; null if it is neither.</summary>
    private static JsonElement? Unwrap(JsonElement? place, int depth)
    {
        if (place is not { ValueKind: JsonValueKind.String } text)
        {
            return place is { ValueKind: JsonValueKind.Object or JsonValueKind.Array } ? place : null;
        }

        var json = text.GetString()!.Trim();
        if (depth <= 0 || !(json.StartsWith('{') || json.StartsWith('[')))
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(JsonText.Clean(json, lone: ""));
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Wrap((string? Action, JsonElement Data) envelope) =>
        $$"""{"action":{{JsonSerializer.Serialize(envelope.Action)}},"payload":{{envelope.Data.GetRawText()}}}""";

    private static WebhookEvent Read((string? Action, JsonElement Data) envelope, string raw, TimeZoneInfo zone)
    {
        var data = envelope.Data;
        var message = data.Member("message");
        var media = Media(data) is var own and not MediaKind.None ? own : Media(message);
        var words = Words(data, message, media);
        return new WebhookEvent
        {
            Subject = Subject(envelope.Action?.Trim().ToLowerInvariant(), words),
            Direction = (data.Text("destination") ?? data.Text("direction"))?.Trim().ToLowerInvariant() is { Length: > 0 } direction ? direction : null,
            Text = words,
            IsCreated = envelope.Action?.Trim().Equals("channel.message.created", StringComparison.OrdinalIgnoreCase) == true,
            Media = media,
            FileUrl = Texts(data.Text("file_url"), message.Text("file_url")).FirstOrDefault(IsAddress),
            Phones = [
                .. Texts(data.Member("user").Text("phone")).Select(text => new EventPhone(text)),
                .. Texts(data.Member("user").Text("uid2"), data.Member("user").Text("uid")).Select(text => new EventPhone(text, MayBeId: true)),
                .. Texts(data.Member("contact").Text("phone"), data.Text("phone")).Select(text => new EventPhone(text))],
            ChannelUuid = Texts(data.Member("channel").Text("uuid"), data.Text("channel_uuid")).FirstOrDefault(),
            ChannelNames = [.. Texts(data.Member("channel").Text("alias"), data.Member("channel").Text("name"), data.PlainText("channel"))],
            ChannelNumber = Texts(data.Text("channel_id"), data.Member("channel").Text("id"), data.Member("user").Text("channel_id")).FirstOrDefault(),
            Ids = MessageNames.In(data),
            HasStatus = Texts(data.Text("status"), data.Text("state"), message.Text("status")).Any(
                status => Statuses.Contains(status, StringComparer.OrdinalIgnoreCase)),
            CreatedAt = Time(zone, message.Text("created_at"), data.Text("created_at")),
            ChangedAt = Time(zone, message.Text("updated_at"), data.Text("updated_at"), data.Text("status_at")),
            Raw = raw,
        };
    }

    private static WebhookSubject Subject(string? action, string? words) => Subject(action) switch
    {
        WebhookSubject.MessageChange when words?.Trim() == Deleted => WebhookSubject.Deletion,
        WebhookSubject.Message when action?.StartsWith("channel.message.", StringComparison.Ordinal) != true && words?.Trim() == Deleted =>
            WebhookSubject.Deletion,
        var subject => subject,
    };

    private static WebhookSubject Subject(string? action) => action switch
    {
        null => WebhookSubject.Message,
        _ when action.EndsWith("message.deleted", StringComparison.Ordinal) => WebhookSubject.Deletion,
        _ when action.EndsWith("deleted", StringComparison.Ordinal) => WebhookSubject.Other,
        _ when action.StartsWith("channel.message.", StringComparison.Ordinal) =>
            action.EndsWith(".updated", StringComparison.Ordinal) ? WebhookSubject.MessageChange : WebhookSubject.Message,
        _ when action.StartsWith("channel.", StringComparison.Ordinal) || action.StartsWith("project.", StringComparison.Ordinal) => WebhookSubject.Other,
        _ when action.Contains("update", StringComparison.Ordinal) || action.Contains("status", StringComparison.Ordinal) => WebhookSubject.MessageChange,
        _ => WebhookSubject.Message,
    };

    /// <summary>
    /// The first text that is not blank; if all are blank, the blank one, because an empty text differs from none. If no place has a string, a number or
    /// a boolean is the text: a PHP service writes 12345 as a number. (False beside a file is PHP's way to say that there is no text.)
    /// </summary>
    private static string? Words(JsonElement data, JsonElement? message, MediaKind media)
    {
        JsonElement?[] places = [data.Member("message"), message.Member("text"), message.Member("message"), data.Member("text"), data.Member("body")];
        var texts = places.Where(place => place is { ValueKind: JsonValueKind.String }).Select(place => place!.Value.GetString()!).ToList();
        return texts.Find(text => !string.IsNullOrWhiteSpace(text))
            ?? (texts.Count > 0 ? "" : Array.Find(places, place => IsScalar(place, media))?.GetRawText());
    }

    private static bool IsScalar(JsonElement? place, MediaKind media) =>
        place is { ValueKind: JsonValueKind.Number or JsonValueKind.True } || (place is { ValueKind: JsonValueKind.False } && media == MediaKind.None);

    private static IEnumerable<string> Texts(params string?[] places) =>
        places.Where(text => !string.IsNullOrWhiteSpace(text)).Select(text => text!.Trim());

    private static bool IsAddress(string text) =>
        text.Length <= LongestAddress && Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https";

    /// <summary>No source shows how a file without an address arrives: a message type counts, and any non-empty member with a name for a file.</summary>
    private static MediaKind Media(JsonElement? place)
    {
        if (place is not { ValueKind: JsonValueKind.Object } data)
        {
            return MediaKind.None;
        }

        var named = data.EnumerateObject().Where(member => IsFilled(member.Value)).Select(member => member.Name)
            .Prepend(data.PlainText("message_type") ?? "")
            .Prepend(data.PlainText("type") ?? "")
            .Select(name => Array.Find(MediaTypes, type => name.StartsWith(type, StringComparison.OrdinalIgnoreCase)))
            .FirstOrDefault(type => type is not null && (type != "contact" || data.PlainText("type") == "contact"));
        return named switch
        {
            null => MediaKind.None,
            "image" or "photo" or "picture" => MediaKind.Photo,
            "voice" or "audio" or "ptt" => MediaKind.Voice,
            "video" => MediaKind.Video,
            _ => MediaKind.File,
        };
    }

    private static bool IsFilled(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetRawText() != "\"\"", // not its text: a lone surrogate has none
        JsonValueKind.Array => value.GetArrayLength() > 0,
        JsonValueKind.Object => value.EnumerateObject().Any(),
        _ => false,
    };

    /// <summary>The time in the first of these places that has one.</summary>
    private static DateTimeOffset? Time(TimeZoneInfo zone, params string?[] places) =>
        places.Select(text => Time(text, zone)).FirstOrDefault(time => time is not null);

    /// <summary>ISO 8601 or unix time in seconds; milliseconds are recognised by their size.</summary>
    private static DateTimeOffset? Time(string? text, TimeZoneInfo zone)
    {
        const double LargestSeconds = 1e11;
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
        {
            var seconds = number > LargestSeconds ? number / 1000 : number;
            return seconds is > 0 and < LargestSeconds ? DateTimeOffset.UnixEpoch.AddSeconds(seconds) : null;
        }

        if (DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var local)
            && local is { Kind: DateTimeKind.Unspecified, Year: > 1 and < 9999 })
        {
            return new DateTimeOffset(local, zone.GetUtcOffset(local));
        }

        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;
    }
}
