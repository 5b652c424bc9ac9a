using System.Security.Cryptography;
using System.Text;

namespace Relay.TelegramGateway.SendingMessages;

/// <summary>Names what a part shows, so that an edit finds the parts that differ (<c>sent_id.content</c>). A caption would get a prefix of its own.</summary>
internal static class ShownText
{
    private const string Prefix = "text:";
    private const int HashBytes = 16;

    public static string Of(string text) => Prefix + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, HashBytes));
}
