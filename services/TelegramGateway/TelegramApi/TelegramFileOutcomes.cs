using Relay.Contracts;
using Relay.Delivery.Providers;

namespace Relay.TelegramGateway.TelegramApi;

/// <summary>Maps each answer to a method that sends a file. Errors about the chat or the account mean what they mean for texts.</summary>
internal static class TelegramFileOutcomes
{
    private static readonly string[] OfFileId = ["wrong file identifier", "type of file mismatch", "wrong remote file", "FILE_REFERENCE_", "FILE_ID_INVALID"];

    private static readonly string[] OfTopic = ["message thread not found", "TOPIC_CLOSED", "TOPIC_DELETED", "TOPIC_ID_INVALID"];

    /// <summary>Errors about this client's settings that name the kind: the same bytes may come as a document.</summary>
    private static readonly string[] OfKind = ["VOICE_MESSAGES_FORBIDDEN", "user restricted receiving of", "too big for a photo"];

    private static readonly string[] OfFile = ["file must be non-empty", "file is too big", "too big", "Request Entity Too Large"];

    /// <param name="file">What was sent.</param>
    /// <param name="answer">The answer.</param>
    /// <param name="providerMessageId">The id in an accepted call's result; null if there is none.</param>
    public static FileAnswer Map(TelegramFile file, TelegramAnswer answer, string? providerMessageId)
    {
        var outcome = TelegramOutcomes.Map(answer, providerMessageId);
        return answer.Ok ? new(outcome, FileId: answer.FileIdOf(file.Kind)) : new(outcome, RefusalOf(file, answer, outcome));
    }

    /// <summary>Only 400, 413 and refusals in words for this kind are about the file. A 400 that no list names is taken as being about its content.</summary>
    private static FileRefusal? RefusalOf(TelegramFile file, TelegramAnswer answer, SendOutcome outcome) => answer switch
    {
        { Status: 413 } => FileRefusal.File,
        { Status: not (400 or 403) } => null,
        _ when file.ThreadId is not null && Names(answer, OfTopic) => FileRefusal.Topic,
        _ when file.FileId is not null && Names(answer, OfFileId) => FileRefusal.FileId,
        _ when file.Kind != TelegramFileKind.Document && Names(answer, OfKind) => FileRefusal.Kind,
        { Status: 400 } when Names(answer, OfFile) => FileRefusal.File,
        { Status: 400 } when outcome is SendOutcome.Failed { Reason: Reasons.Refused } && TelegramOutcomes.Listed(answer) is null =>
            file.Kind == TelegramFileKind.Document ? FileRefusal.File : FileRefusal.Kind,
        _ => null,
    };

    private static bool Names(TelegramAnswer answer, string[] spellings) =>
        spellings.Any(spelling => answer.Description.Contains(spelling, StringComparison.OrdinalIgnoreCase));
}
