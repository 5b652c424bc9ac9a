using Relay.Contracts;
using Relay.Delivery.Providers;

namespace Relay.TelegramGateway.TelegramApi;

/// <summary>
/// Maps each answer to <c>editMessageText</c>, <c>editMessageCaption</c> and <c>deleteMessage</c> to an outcome: what only these calls are answered with,
/// and for everything else <see cref="TelegramOutcomes"/>. Spellings are those of the Bot API server and Telegram's own, which that server passes on.
/// </summary>
internal static class ChangeOutcomes
{
    private static readonly string[] NotModified = ["message is not modified", "MESSAGE_NOT_MODIFIED"];

    private static readonly string[] NotEditable =
    [
        "message to edit not found", "message can't be edited", "there is no text in the message to edit", "there is no caption in the message to edit",
        "MESSAGE_ID_INVALID", "MESSAGE_AUTHOR_REQUIRED", "MESSAGE_EDIT_TIME_EXPIRED",
    ];

    private static readonly string[] NotThere = ["message to delete not found", "MESSAGE_ID_INVALID"];

    private static readonly string[] NotDeletable = ["message can't be deleted", "MESSAGE_DELETE_FORBIDDEN"];

    public static SendOutcome OfEdit(TelegramAnswer answer, TelegramId id) =>
        answer.Ok || Says(answer, NotModified) ? new SendOutcome.Delivered(id.ToString())
        : Says(answer, NotEditable) ? new SendOutcome.Unchangeable(id.ToString())
        : TelegramOutcomes.Map(answer, id.ToString());

    public static SendOutcome OfDeletion(TelegramAnswer answer, TelegramId id) =>
        answer.Ok || Says(answer, NotThere) ? new SendOutcome.Delivered(ProviderMessageId: null) { Gone = id.ToString() }
        : Says(answer, NotDeletable) ? new SendOutcome.Failed(Reasons.NotDeleted)
        : TelegramOutcomes.Map(answer, id.ToString());

    /// <summary>Such an error is a 400; some servers answer it in a 200 that says no, which reads the same.</summary>
    private static bool Says(TelegramAnswer answer, string[] spellings) =>
        answer is { Ok: false, Status: 400 } && Array.Exists(spellings, text => answer.Description.Contains(text, StringComparison.OrdinalIgnoreCase));
}
