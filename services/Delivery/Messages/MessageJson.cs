using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Relay.ServiceDefaults;

namespace Relay.Delivery.Messages;

/// <summary>How contracts are written into <c>accepted</c> and <c>delivery</c>.</summary>
public static class MessageJson
{
    // Cyrillic as itself, not as \uXXXX: a third of the bytes. U+0000 stays escaped, which PostgreSQL's text needs.
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The contract as JSON.</summary>
    public static string Write(object contract) => JsonSerializer.Serialize(contract, contract.GetType(), Options);

    /// <summary>The contract back from JSON.</summary>
    public static T Read<T>(string body) => (T)Read(body, typeof(T));

    /// <summary>
    /// When its origin accepted a message, out of the stored contract, without reading the rest of it; null where the contract does not say.
    /// A text cannot pretend to be that member: in JSON its quotes are escaped.
    /// </summary>
    internal static DateTimeOffset? AcceptedAt(string body)
    {
        const string Member = "\"acceptedAt\":\"";
        var at = body.IndexOf(Member, StringComparison.Ordinal);
        var value = at < 0 ? default : body.AsSpan(at + Member.Length);
        var end = value.IndexOf('"');
        return end > 0 && DateTimeOffset.TryParse(value[..end], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var accepted)
            ? accepted
            : null;
    }

    /// <summary>How a stored contract's text begins; empty if it has none, or if nobody can read it. What people wrote may hold anything.</summary>
    internal static string Beginning(string body)
    {
        const int length = 40;
        try
        {
            using var contract = JsonDocument.Parse(JsonText.Clean(body));
            var text = contract.RootElement.ValueKind == JsonValueKind.Object && contract.RootElement.TryGetProperty("text", out var member)
                && member.ValueKind == JsonValueKind.String ? member.GetString()! : "";
            return text.Length <= length ? text : text[..(char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)];
        }
        catch (JsonException)
        {
            return "";
        }
    }

    internal static object Read(string body, Type type) =>
        JsonSerializer.Deserialize(body, type, Options) ?? throw new JsonException("The stored body is null.");
}
