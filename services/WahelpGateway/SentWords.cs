using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Relay.Delivery.Messages;

namespace Relay.WahelpGateway;

/// <summary>What messages of ours said at Wahelp, for knowing their echoes.</summary>
internal sealed class SentWords(IEnumerable<ITextMessage> kinds)
{
    private const int HashBytes = 16;

    private readonly Dictionary<string, ITextMessage> kinds = kinds.ToDictionary(kind => kind.Type, StringComparer.Ordinal);

    /// <summary>The words; null if they are not kept any more, or another version wrote them.</summary>
    public string? Of(OutgoingMessage message)
    {
        if (message.Body.Length == 0 || !kinds.TryGetValue(message.Type, out var kind))
        {
            return null;
        }

        try
        {
            return Plain(kind.TextOf(message));
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public bool Are(OutgoingMessage ours, string text) => Of(ours) is { } words && words == Plain(text);

    /// <summary>A name of these words: that of equal ones is the same (<c>delivery.words</c>).</summary>
    public static string NameOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Plain(text))).AsSpan(0, HashBytes));

    private static string Plain(string text) => text.ReplaceLineEndings("\n").Trim();
}
