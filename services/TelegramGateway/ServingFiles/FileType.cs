using System.Text;

namespace Relay.TelegramGateway.ServingFiles;

/// <summary>
/// The type of a file by its first bytes. Clients may name and label anything as anything, so neither is believed, and only what a browser shows without
/// running it is shown: any other file, pages and drawings (HTML, SVG, XML) above all, is only saved.
/// </summary>
/// <param name="Name">The MIME type.</param>
/// <param name="IsShown">True if a browser may show it; false if it must be saved.</param>
internal sealed record FileType(string Name, bool IsShown)
{
    /// <summary>How many bytes tell it.</summary>
    public const int Needed = 16;

    private static readonly FileType Unknown = new("application/octet-stream", IsShown: false);

    public static FileType Of(ReadOnlySpan<byte> start) => start switch
    {
        [0xFF, 0xD8, 0xFF, ..] => new("image/jpeg", IsShown: true),
        [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, ..] => new("image/png", IsShown: true),
        [(byte)'G', (byte)'I', (byte)'F', (byte)'8', (byte)'7' or (byte)'9', (byte)'a', ..] => new("image/gif", IsShown: true),
        [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P', ..] => new("image/webp", IsShown: true),
        [(byte)'O', (byte)'g', (byte)'g', (byte)'S', ..] => new("audio/ogg", IsShown: true),
        [(byte)'I', (byte)'D', (byte)'3', ..] => new("audio/mpeg", IsShown: true),
        [0xFF, 0xFB or 0xFA or 0xF3 or 0xF2 or 0xE3 or 0xE2, ..] => new("audio/mpeg", IsShown: true), // MPEG 1, 2 and 2.5, layer III
        [_, _, _, _, (byte)'f', (byte)'t', (byte)'y', (byte)'p', var a, var b, var c, var d, ..] => OfBrand(Encoding.Latin1.GetString([a, b, c, d])),
        [(byte)'%', (byte)'P', (byte)'D', (byte)'F', (byte)'-', ..] => new("application/pdf", IsShown: false),
        [(byte)'P', (byte)'K', 3, 4, ..] => new("application/zip", IsShown: false),
        _ => Unknown,
    };

    private static FileType OfBrand(string brand) => brand switch
    {
        "M4A " or "M4B " => new("audio/mp4", IsShown: true),
        "isom" or "iso2" or "iso4" or "iso5" or "iso6" or "mp41" or "mp42" or "avc1" or "M4V " or "MSNV" or "dash" => new("video/mp4", IsShown: true),
        "qt  " => new("video/quicktime", IsShown: false),
        "heic" or "heix" or "mif1" => new("image/heic", IsShown: false),
        _ => Unknown,
    };
}
