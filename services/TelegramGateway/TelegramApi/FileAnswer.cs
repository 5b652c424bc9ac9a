using Relay.Delivery.Providers;

namespace Relay.TelegramGateway.TelegramApi;

/// <summary>What came of sending a file.</summary>
/// <param name="Outcome">The outcome if nothing is changed about the file.</param>
/// <param name="Refusal">What to change; null if nothing. A refusal shows the client nothing, so the next call makes no second copy.</param>
/// <param name="FileId">Telegram's id of the uploaded bytes as this kind; null if it gave none.</param>
internal sealed record FileAnswer(SendOutcome Outcome, FileRefusal? Refusal = null, string? FileId = null);

/// <summary>What to change about a file that Telegram refused.</summary>
internal enum FileRefusal
{
    /// <summary>The chat's topic is gone or closed: the main conversation gets the file.</summary>
    Topic,

    /// <summary>The remembered <c>file_id</c> is of no use any more: the bytes are uploaded again.</summary>
    FileId,

    /// <summary>The file cannot be shown as this kind: it goes as a document.</summary>
    Kind,

    /// <summary>Telegram does not take the file at all.</summary>
    File,
}
