namespace Relay.Sandbox.Telegram;

/// <summary>A file at Telegram.</summary>
/// <param name="FileId">For getFile.</param>
/// <param name="UniqueId">The same for the same bytes.</param>
/// <param name="Size">In bytes, as Telegram tells it.</param>
internal sealed record StoredFile(string FileId, string UniqueId, string Path, byte[] Bytes, long Size);
