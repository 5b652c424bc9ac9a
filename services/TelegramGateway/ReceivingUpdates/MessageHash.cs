using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Relay.Contracts.Telegram;

namespace Relay.TelegramGateway.ReceivingUpdates;

/// <summary>
/// 64 bits of SHA-256 over a message's words, formatting and file: enough to see whether an edit changed any of them. Of a text alone it is the hash
/// of the text, as earlier versions stored it.
/// </summary>
internal static class MessageHash
{
    /// <param name="worded">The message without what it answers: that may be edited too, and then comes in its new form.</param>
    /// <param name="uniqueId">Of its file; null if there is none.</param>
    public static long Of(Worded worded, string? uniqueId)
    {
        var all = new StringBuilder(worded.Text);
        foreach (var entity in worded.Entities)
        {
            all.Append(CultureInfo.InvariantCulture, $"\0{entity.Type} {entity.Offset} {entity.Length} {entity.Url}");
        }

        if (uniqueId is not null)
        {
            all.Append('\0').Append(uniqueId);
        }

        return BinaryPrimitives.ReadInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(all.ToString())));
    }
}
