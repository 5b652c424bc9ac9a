using Relay.TelegramGateway.TelegramApi;

namespace Relay.TelegramGateway.LinkingFiles;

/// <summary>
/// The last part of a file's address: kind and extension, <c>document.pdf</c>. The client's own name for the file may be personal, so it is in no address.
/// </summary>
internal static class AddressName
{
    /// <summary>Only extensions of this list appear: any other may be a part of a name.</summary>
    private static readonly HashSet<string> Known = new(StringComparer.Ordinal)
    {
        "7z", "aac", "avi", "bmp", "csv", "doc", "docx", "flac", "gif", "gz", "heic", "jpeg", "jpg", "m4a", "mkv", "mov", "mp3", "mp4", "odp", "ods", "odt",
        "ogg", "opus", "pdf", "png", "ppt", "pptx", "rar", "rtf", "svg", "tar", "tif", "tiff", "txt", "wav", "webm", "webp", "xls", "xlsx", "xml", "zip",
    };

    private static readonly Dictionary<string, string> ByType = new(StringComparer.OrdinalIgnoreCase)
    {
        ["application/pdf"] = "pdf",
        ["audio/mp4"] = "m4a",
        ["audio/mpeg"] = "mp3",
        ["audio/ogg"] = "ogg",
        ["image/gif"] = "gif",
        ["image/jpeg"] = "jpg",
        ["image/png"] = "png",
        ["image/webp"] = "webp",
        ["video/mp4"] = "mp4",
        ["video/webm"] = "webm",
    };

    public static string Of(ClientFile file) => Extension(file) is { } extension ? $"{Kind(file.Kind)}.{extension}" : Kind(file.Kind);

    private static string? Extension(ClientFile file) =>
        Path.GetExtension(file.Name).TrimStart('.').ToLowerInvariant() is var named && Known.Contains(named) ? named : ByType.GetValueOrDefault(file.MimeType);

    private static string Kind(MediaKind kind) => kind == MediaKind.VideoNote ? "video-note" : kind.ToString().ToLowerInvariant();
}
