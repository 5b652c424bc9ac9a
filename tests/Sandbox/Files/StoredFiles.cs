using System.Collections.Concurrent;
using Microsoft.AspNetCore.StaticFiles;

namespace Relay.Sandbox.Files;

/// <summary>The bytes of all files on both sides, in memory until a reset.</summary>
internal sealed class StoredFiles
{
    private const string Unknown = "application/octet-stream";

    private static readonly FileExtensionContentTypeProvider Types = new() { Mappings = { [".ogg"] = "audio/ogg" } };

    private readonly ConcurrentDictionary<string, StoredFile> files = new(StringComparer.Ordinal);
    private int last;

    /// <summary>Keeps a file under a new id.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="kind">How Telegram shows it; null for a manager's upload.</param>
    /// <param name="name">Null if it has none.</param>
    /// <param name="type">The MIME type that its sender claims; null for that of its name or its kind.</param>
    /// <param name="size">The size that Telegram tells; null for that of the bytes.</param>
    public StoredFile Add(byte[] bytes, string? kind, string? name, string? type = null, long? size = null)
    {
        var id = $"{kind ?? "upload"}-{Interlocked.Increment(ref last)}-{Guid.NewGuid():N}";
        return files[id] = new StoredFile(id, kind, name, type ?? TypeOf(name, kind), bytes) { Size = size ?? bytes.Length };
    }

    /// <summary>Null if nobody sent it since the last reset.</summary>
    public StoredFile? Find(string? id) => id is null ? null : files.GetValueOrDefault(id);

    public void Clear() => files.Clear();

    private static string TypeOf(string? name, string? kind) => Types.TryGetContentType(name ?? "", out var named) ? named : kind switch
    {
        "photo" => "image/jpeg",
        "sticker" => "image/webp",
        "voice" => "audio/ogg",
        "audio" => "audio/mpeg",
        "video" or "video_note" or "animation" => "video/mp4",
        _ => Unknown,
    };
}
