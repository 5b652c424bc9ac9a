using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Relay.Delivery;

namespace Relay.TelegramGateway.TelegramApi;

/// <summary>One update as it came.</summary>
/// <param name="Id">Its <c>update_id</c>; null where it has none.</param>
/// <param name="Json">The element's own text, unchanged but for bytes that are no UTF-8.</param>
internal sealed record RawUpdate(long? Id, string Json)
{
    /// <summary>Deep enough for anything that Telegram sends in a list; a deeper element fails alone.</summary>
    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 1024 };

    /// <summary>The elements of a getUpdates answer's <c>result</c>, in order.</summary>
    /// <exception cref="JsonException">The answer is no JSON, or no list of updates.</exception>
    public static IReadOnlyList<RawUpdate> ReadResult(ReadOnlyMemory<byte> body)
    {
        using var document = JsonDocument.Parse(body, Deep);
        return document.RootElement.ValueKind == JsonValueKind.Object
            && document.RootElement.TryGetProperty("result", out var result) && result.ValueKind == JsonValueKind.Array
            ? [.. result.EnumerateArray().Select(Of)]
            : throw new JsonException("No list of updates.");
    }

    /// <summary>A webhook's body.</summary>
    /// <exception cref="JsonException">It is no JSON.</exception>
    public static RawUpdate Read(ReadOnlyMemory<byte> body)
    {
        using var document = JsonDocument.Parse(body, Deep);
        return Of(document.RootElement);
    }

    /// <summary>UUID v5 of <c>telegram:{bot id}:{update id}</c>; of the text's SHA-256 where there is no id.</summary>
    public Guid MessageId(long botId) => MessageIds.Of($"telegram:{botId.ToString(CultureInfo.InvariantCulture)}:{Key}");

    /// <summary>What makes a repeat the same update.</summary>
    public string Key => Id is { } id
        ? id.ToString(CultureInfo.InvariantCulture)
        : "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Json)));

    private static RawUpdate Of(JsonElement element) => new(
        element.ValueKind == JsonValueKind.Object
            && element.TryGetProperty("update_id", out var id) && id.ValueKind == JsonValueKind.Number && id.TryGetInt64(out var number)
            ? number
            : null,
        // GetRawText throws on bytes that are no UTF-8: those become U+FFFD here.
        Encoding.UTF8.GetString(JsonMarshal.GetRawUtf8Value(element)));
}
