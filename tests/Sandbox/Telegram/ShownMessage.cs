using Relay.Sandbox.Journals;

namespace Relay.Sandbox.Telegram;

/// <summary>A bot's message as its chat shows it.</summary>
/// <param name="Id">Telegram's message id.</param>
/// <param name="Text">The text, or the caption of the file; null if a file has none.</param>
/// <param name="At">When it was sent.</param>
/// <param name="IsEdited">True once its text or caption was changed.</param>
/// <param name="File">Null for a text.</param>
internal sealed record ShownMessage(long Id, string? Text, DateTimeOffset At, bool IsEdited, SeenFile? File);
