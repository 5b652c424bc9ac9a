using System.Text;
using Relay.TelegramGateway.TelegramApi;

namespace Relay.TelegramGateway.FetchingFiles;

/// <summary>What a file is by its first bytes. Names and types that others claim are not asked.</summary>
/// <param name="Kind">How Telegram can show it (core.telegram.org/bots/api#sendphoto, …).</param>
/// <param name="Extension">With its dot; empty if unknown.</param>
internal readonly record struct FileSignature(TelegramFileKind Kind, string Extension)
{
    /// <summary>How many bytes are looked at.</summary>
    public const int Length = 512;

    private const long LargestPhoto = 10 * 1024 * 1024;
    private const int BrandAt = 8;
    private const int OpusAt = 28;

    /// <param name="head">The first bytes.</param>
    /// <param name="size">The size of the whole.</param>
    public static FileSignature Of(ReadOnlySpan<byte> head, long size) => head switch
    {
        [0xFF, 0xD8, 0xFF, ..] => Photo(".jpg", size),
        [0x89, (byte)'P', (byte)'N', (byte)'G', ..] => Photo(".png", size),
        [(byte)'G', (byte)'I', (byte)'F', (byte)'8', ..] => new(TelegramFileKind.Animation, ".gif"),
        [(byte)'%', (byte)'P', (byte)'D', (byte)'F', (byte)'-', ..] => new(TelegramFileKind.Document, ".pdf"),
        [(byte)'I', (byte)'D', (byte)'3', ..] or [0xFF, 0xFB or 0xF3 or 0xF2, ..] => new(TelegramFileKind.Audio, ".mp3"),
        [(byte)'O', (byte)'g', (byte)'g', (byte)'S', ..] => new(Has(head, OpusAt, "OpusHead"u8) ? TelegramFileKind.Voice : TelegramFileKind.Document, ".ogg"),
        [(byte)'R', (byte)'I', (byte)'F', (byte)'F', ..] when Has(head, BrandAt, "WEBP"u8) => new(TelegramFileKind.Document, ".webp"),
        _ when Has(head, 4, "ftyp"u8) && head.Length >= BrandAt + 4 => OfBrand(Encoding.ASCII.GetString(head.Slice(BrandAt, 4))),
        _ => new(TelegramFileKind.Document, ""),
    };

    /// <summary>True if it is a web page: what servers answer in place of a file that they do not give.</summary>
    public static bool IsPage(ReadOnlySpan<byte> head)
    {
        var text = Encoding.UTF8.GetString(head).TrimStart('\uFEFF', ' ', '\t', '\r', '\n');
        return text.StartsWith("<!doctype html", StringComparison.OrdinalIgnoreCase) || text.StartsWith("<html", StringComparison.OrdinalIgnoreCase);
    }

    private static FileSignature Photo(string extension, long size) =>
        new(size <= LargestPhoto ? TelegramFileKind.Photo : TelegramFileKind.Document, extension);

    private static FileSignature OfBrand(string brand) => brand switch
    {
        "M4A " => new(TelegramFileKind.Audio, ".m4a"),
        "isom" or "iso2" or "iso4" or "iso5" or "iso6" or "mp41" or "mp42" or "avc1" or "M4V " or "MSNV" or "dash" => new(TelegramFileKind.Video, ".mp4"),
        "qt  " => new(TelegramFileKind.Document, ".mov"),
        "heic" or "heix" or "mif1" => new(TelegramFileKind.Document, ".heic"),
        _ => new(TelegramFileKind.Document, ""),
    };

    private static bool Has(ReadOnlySpan<byte> head, int at, ReadOnlySpan<byte> sign) => head.Length >= at && head[at..].StartsWith(sign);
}
