using System.Text.Json;
using Relay.ServiceDefaults;

namespace Relay.WahelpGateway.WahelpApi;

/// <summary>
/// The shape of one of Wahelp's bodies, for a report that may be published: names, types and forms. Values appear only if they are well-known words
/// for kinds and directions; never a text, a phone, an id or a link.
/// </summary>
internal static class BodyShape
{
    private const int MostLines = 80;
    private const int LongestName = 40;
    private const int MostDigitsOfName = 3;

    private static readonly HashSet<string> Words = new(StringComparer.OrdinalIgnoreCase)
    {
        "channel.message.created", "channel.message.updated", "channel.message.deleted",
        "from_operator", "operator", "from_whatsapp", "from_telegram", "from_instagram", "from_client", "client", "from_user", "user", "from", "to", "comment",
        "ai", "contact_in_work", "text", "image", "photo", "audio", "voice", "ptt", "video", "file", "document", "sticker", "location", "contact",
        "sent", "delivered", "read", "seen", "viewed", "failed", "error", "not_delivered", "success", "ok", "created", "pending", "queued", "bearer",
    };

    private static readonly HashSet<string> NamesOfKinds = new(StringComparer.OrdinalIgnoreCase)
    {
        "action", "event", "type", "destination", "direction", "message_type", "status", "state", "token_type",
    };

    /// <summary>True if a direction or kind is a plain word without digits, which may be shown because it may be needed in a setting.</summary>
    public static bool IsWord(string text) => text.Length is > 0 and <= LongestName && text.All(c => char.IsAsciiLetterLower(c) || c == '_');

    /// <summary>One line per place that holds a value.</summary>
    public static IReadOnlyList<string> Of(string body)
    {
        try
        {
            using var document = JsonDocument.Parse(JsonText.Clean(body));
            List<string> lines = [.. Lines("", "", document.RootElement).Distinct(StringComparer.Ordinal).Take(MostLines + 1)];
            return lines.Count > MostLines ? [.. lines.Take(MostLines), "(more)"] : lines;
        }
        catch (JsonException)
        {
            return [body.Length == 0 ? "(empty)" : "(no JSON)"];
        }
    }

    private static IEnumerable<string> Lines(string path, string name, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object when value.EnumerateObject().Any() =>
            value.EnumerateObject().SelectMany(member => Lines(Join(path, Name(member.Name)), member.Name, member.Value)),
        JsonValueKind.Array when value.GetArrayLength() > 0 => value.EnumerateArray().SelectMany(one => Lines(path + "[]", name, one)),
        _ => [$"{(path.Length == 0 ? "(the whole)" : path)}: {Form(name, value)}"],
    };

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    /// <summary>True for a name that is really data: a phone, an id or a person's word.</summary>
    private static string Name(string name) =>
        name.Length is > 0 and <= LongestName && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-')
            && name.Count(char.IsAsciiDigit) <= MostDigitsOfName
            ? name
            : "(a name)";

    private static string Form(string name, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "{}",
        JsonValueKind.Array => "[]",
        JsonValueKind.String => Form(name, value.GetString()!),
        JsonValueKind.Number => value.TryGetInt64(out var number) ? (number == 0 ? "number 0" : "number") : "number with a fraction",
        var kind => kind.ToString().ToLowerInvariant(),
    };

    private static string Form(string name, string text) => text switch
    {
        _ when NamesOfKinds.Contains(name) && Words.Contains(text) => $"\"{text.ToLowerInvariant()}\"",
        "" => "empty text",
        _ when string.IsNullOrWhiteSpace(text) => "blank text",
        _ when Guid.TryParse(text, out _) => "uuid",
        _ when text.All(char.IsAsciiDigit) => "text of digits",
        _ when text[0] == '+' && text.Skip(1).All(char.IsAsciiDigit) => "text of + and digits",
        _ when IsTime(text) => text.EndsWith('Z') || text.AsSpan(11).IndexOfAny('+', '-') >= 0 ? "time with a zone" : "time without a zone",
        _ when text.StartsWith("http", StringComparison.OrdinalIgnoreCase) => "link",
        _ => "text",
    };

    private static bool IsTime(string text) =>
        text.Length >= 16 && text[4] == '-' && text[7] == '-' && text[10] is 'T' or ' ' && text.Take(4).All(char.IsAsciiDigit);
}
