namespace Relay.TelegramGateway.TelegramApi;

/// <summary>A file in a client's message, as the update describes it. Its bytes are still at Telegram.</summary>
/// <param name="FileId">What getFile takes. It lasts, and belongs to one bot.</param>
/// <param name="UniqueId">The same for the same file, in every message and for every bot.</param>
/// <param name="Kind">The kind of the message.</param>
/// <param name="Name">The name on the client's device; empty if Telegram has none. May be personal: it stands in no address and no log.</param>
/// <param name="MimeType">What the client's device says of the content; empty if unknown. A hint for the address, never believed.</param>
/// <param name="Size">In bytes; null if unknown.</param>
/// <param name="Duration">In seconds; null if it is neither sound nor video.</param>
internal sealed record ClientFile(string FileId, string UniqueId, MediaKind Kind, string Name, string MimeType, long? Size, int? Duration)
{
    /// <summary>In bytes. Bots get no larger file (telegram-api: "files").</summary>
    public const long Largest = 20 * 1024 * 1024;

    public bool IsTooBig => Size > Largest;
}
