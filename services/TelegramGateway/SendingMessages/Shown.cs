using System.Security.Cryptography;
using System.Text;
using Relay.Delivery.Messages;

namespace Relay.TelegramGateway.SendingMessages;

/// <summary>Names what parts of replies show, so that a change finds the parts that differ (<c>sent_id.content</c>). The names hold hashes alone.</summary>
internal static class Shown
{
    private const string TextPrefix = "text:";
    private const string FilePrefix = "file:";
    private const int HashBytes = 16;

    public static string Text(string text) => TextPrefix + Hash(text);

    /// <summary>A file with its caption; one without has an empty one.</summary>
    /// <param name="file">The file, as <see cref="File"/> names it.</param>
    /// <param name="caption">The text under it.</param>
    public static string Captioned(string file, string caption) => $"{file}:{Hash(caption)}";

    /// <summary>A file by its address, without what may differ each time it is given out: a signature, an expiry.</summary>
    public static string File(string url) => FilePrefix + Hash(url.Split('?', '#')[0]);

    /// <summary>The file that a part shows; null if it shows a text, or what it shows is not known.</summary>
    public static string? FileOf(ShownPart part) =>
        part.Content?.StartsWith(FilePrefix, StringComparison.Ordinal) == true ? part.Content[..part.Content.LastIndexOf(':')] : null;

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, HashBytes));
}
