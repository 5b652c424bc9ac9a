namespace Relay.TelegramGateway.TelegramApi;

/// <summary>A file for a chat. It is uploaded, unless Telegram has it already.</summary>
/// <param name="Kind">How it is shown.</param>
/// <param name="Content">The key of its bytes (<see cref="IFileBytes"/>).</param>
/// <param name="Size">In bytes.</param>
/// <param name="Name">The name that the client sees; Telegram derives the type from its extension.</param>
/// <param name="Caption">Up to 1,024 UTF-16 units, without markup; may be empty.</param>
/// <param name="FileId">Telegram's id of the same bytes, sent before as this kind; null if there is none.</param>
internal sealed record TelegramFile(long ChatId, TelegramFileKind Kind, Guid Content, long Size, string Name, string Caption, string? FileId)
    : TelegramPart(ChatId)
{
    /// <summary>The message that brought it: its own, or a later edit of it.</summary>
    public required Guid Message { get; init; }
}
