using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Relay.Delivery.Messages;
using Relay.ServiceDefaults;

namespace Relay.TelegramGateway.TelegramApi;

/// <summary>One update as received.</summary>
/// <param name="Id">Its <c>update_id</c>; null if it has none.</param>
/// <param name="Json">
/// The element's own text. Invalid UTF-8, lone surrogates and U+0000 are replaced by U+FFFD, because no reader and no database accepts them.
/// </param>
internal sealed record RawUpdate(long? Id, string Json)
{
    /// <summary>Deep enough for anything that Telegram sends in a list; a deeper element fails alone.</summary>
    public const int MaxDepth = 1024;

    public static readonly JsonDocumentOptions Deep = new() { MaxDepth = MaxDepth };

    /// <summary>The elements of a getUpdates answer's <c>result</c>, in order.</summary>
    /// <exception cref="JsonException">The answer is not JSON, or not a list of updates.</exception>
    public static IReadOnlyList<RawUpdate> ReadResult(ReadOnlyMemory<byte> body)
    {
        using var document = JsonDocument.Parse(Clean(body), Deep);
        return document.RootElement.ValueKind == JsonValueKind.Object
            && document.RootElement.TryGetProperty("result", out var result) && result.ValueKind == JsonValueKind.Array
            ? [.. result.EnumerateArray().Select(Of)]
            : throw new JsonException("No list of updates.");
    }

    /// <summary>A webhook's body.</summary>
    /// <exception cref="JsonException">It is not JSON.</exception>
    public static RawUpdate Read(ReadOnlyMemory<byte> body)
    {
        using var document = JsonDocument.Parse(Clean(body), Deep);
        return Of(document.RootElement);
    }

    /// <summary>UUID v5 of <c>telegram:{bot id}:{update id}</c>; of the text's SHA-256 if there is no id.</summary>
    public Guid MessageId(long botId) => MessageIds.Of($"telegram:{botId.ToString(CultureInfo.InvariantCulture)}:{Key}");

    /// <summary>Identifies repeats as the same update.</summary>
    public string Key => Id is { } id
        ? id.ToString(CultureInfo.InvariantCulture)
        : "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Json)));

    private static RawUpdate Of(JsonElement element) => new(
        element.ValueKind == JsonValueKind.Object
            && element.TryGetProperty("update_id", out var id) && id.ValueKind == JsonValueKind.Number && id.TryGetInt64(out var number)
            ? number
            : null,
        element.GetRawText());

    /// <summary>One unit for one, so that entities keep their offsets.</summary>
    private static string Clean(ReadOnlyMemory<byte> body) => JsonText.Clean(Encoding.UTF8.GetString(body.Span), zero: "\uFFFD");
}
