using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json.Serialization;
using System.Text.Json;
using Relay.ServiceDefaults;

namespace Relay.WahelpGateway.WahelpApi;

/// <summary>Reads the bodies of Wahelp's answers. Nothing here throws: unreadable data counts as absent.</summary>
internal static class WahelpJson
{
    /// <summary>Cyrillic and <c>+</c> unescaped; null values are omitted.</summary>
    public static readonly JsonSerializerOptions Writing = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>The token and its lifetime. Log-in and refresh answer in different shapes.</summary>
    public static (string Token, TimeSpan? Lifetime)? Token(string body)
    {
        using var document = Parse(body);
        if (document is null)
        {
            return null;
        }

        var root = document.RootElement;
        var data = root.Member("data") ?? root;
        foreach (var place in new JsonElement?[] { data.Member("token"), data })
        {
            var token = place.Text("access_token") ?? place.Text("token") ?? (place is { ValueKind: JsonValueKind.String } plain ? plain.GetString() : null);
            if (token is { Length: > 0 })
            {
                return (token, Seconds(place.Text("expires_in") ?? data.Text("expires_in")));
            }
        }

        return null;
    }

    /// <summary>The id of the created object: <c>data.id</c> and its variants. 0 is not an id.</summary>
    public static string? Id(JsonElement root)
    {
        var data = root.Member("data") ?? root;
        foreach (var place in new JsonElement?[] { data, data.Member("message"), root })
        {
            foreach (var name in new[] { "id", "message_id", "message_uuid", "uuid" })
            {
                if (place.Text(name) is { Length: > 0 } and not "0" and var id)
                {
                    return id;
                }
            }
        }

        return null;
    }

    /// <summary>The channel with this uuid in a list of channels; null if the body is no such list.</summary>
    public static ChannelSeen? Channel(string body, string uuid)
    {
        using var document = Parse(body);
        if ((document?.RootElement.Member("data") ?? document?.RootElement) is not { } data)
        {
            return null;
        }

        var list = data.Member("channels") ?? data.Member("items") ?? data.Member("data") ?? data;
        if (list.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        var ours = list.EnumerateArray().Where(one => uuid.Equals(one.PlainText("uuid"), StringComparison.OrdinalIgnoreCase)).Select(one => (JsonElement?)one)
            .FirstOrDefault();
        return new ChannelSeen(
            ours is not null,
            ours.Member("active") switch { { ValueKind: JsonValueKind.True } => true, { ValueKind: JsonValueKind.False } => false, _ => null },
            ours.PlainText("name") ?? ours.PlainText("alias"),
            ours.Text("id"),
            IsOnly: ours is not null && list.GetArrayLength() == 1);
    }

    /// <summary>The word for a state: <c>data.status</c> or <c>data.state</c>; null if there is none.</summary>
    public static string? State(string body)
    {
        using var document = Parse(body);
        var data = document?.RootElement.Member("data") ?? document?.RootElement;
        return data.PlainText("status") ?? data.PlainText("state") ?? (data is { ValueKind: JsonValueKind.String } plain ? plain.GetString() : null);
    }

    /// <summary>The body as JSON; null if it is not JSON. Output that PHP may print before it (a warning) is skipped.</summary>
    public static JsonDocument? Parse(string body) =>
        TryParse(body) ?? (body.IndexOf('{', StringComparison.Ordinal) is > 0 and var begins ? TryParse(body[begins..]) : null);

    private static JsonDocument? TryParse(string body)
    {
        try
        {
            return JsonDocument.Parse(JsonText.Clean(body));
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static TimeSpan? Seconds(string? text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && seconds is > 0 and < 1e9
            ? TimeSpan.FromSeconds(seconds)
            : null;
}
