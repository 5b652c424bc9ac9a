using Relay.Contracts;
using Relay.Delivery.Messages;
using Relay.Delivery.Providers;
using Relay.TelegramGateway.TelegramApi;

namespace Relay.TelegramGateway.SendingMessages;

/// <summary>Telegram, as Delivery calls it.</summary>
internal sealed partial class TelegramProvider(
    TelegramMessages telegram, TelegramFiles files, TelegramChanges changes, IReplyFiles replyFiles, IChatTopics topics, BotAccount account,
    ILogger<TelegramProvider> logger) : IProvider<TelegramPart>
{
    /// <summary>
    /// A file whose upload breaks does not go after so many errors, some two minutes: somebody on the way may refuse its size without an answer.
    /// </summary>
    private const int MostErrors = 8;

    private static readonly TimeSpan DatabaseMayBeBack = TimeSpan.FromSeconds(2);

    /// <summary>Telegram shows a bot neither echoes nor history.</summary>
    public TimeSpan ArrivalShowsWithin => TimeSpan.Zero;

    /// <summary>
    /// A part of a reply is kept with what it shows, for later changes. A change must know it: without an id the answer is not Telegram's.
    /// </summary>
    public async Task<SendOutcome> SendAsync(OutgoingMessage message, Recipient.Known recipient, TelegramPart part, CancellationToken cancellationToken)
    {
        var outcome = part is TelegramText { Change: { } change } text
            ? await changes.MakeAsync(text, change, cancellationToken)
            : await SendAsync(message, part, cancellationToken);
        return (outcome, part.Shown) switch
        {
            (SendOutcome.Delivered { ProviderMessageId: not null } delivered, { } content) => delivered with { Shown = content },
            (SendOutcome.Delivered, not null) when recipient.Shown is not null => new SendOutcome.Unanswered(),
            (SendOutcome.Delivered { Gone: not null }, _) when recipient.Shown is { MayHaveCopies: true, Parts.Count: 1 } =>
                new SendOutcome.Failed(Reasons.NotDeleted), // all that is known is gone
            _ => outcome,
        };
    }

    public async Task<ProviderState> AskAsync(CancellationToken cancellationToken) => await account.GetMeAsync(cancellationToken) switch
    {
        { Status: 200, UserName: not null } => ProviderState.Well,
        { Status: 401 or 403 or 404 } => ProviderState.Refused,
        _ => ProviderState.Away,
    };

    private async Task<SendOutcome> SendAsync(OutgoingMessage message, TelegramPart part, CancellationToken cancellationToken)
    {
        var thread = part.FollowsClient ? await topics.FindAsync(part.ChatId) : part.ThreadId;
        return part switch
        {
            TelegramText text => await SendAsync(text with { ThreadId = thread }, cancellationToken),
            TelegramFile file => await SendAsync(message, file with { ThreadId = thread }, cancellationToken),
            _ => throw new InvalidOperationException("An unknown part."),
        };
    }

    /// <summary>A refusal sent nothing, and may be the topic's: it may be gone or closed. Then the main conversation gets the text.</summary>
    private async Task<SendOutcome> SendAsync(TelegramText text, CancellationToken cancellationToken)
    {
        var outcome = await telegram.SendAsync(text, cancellationToken);
        return outcome is SendOutcome.Failed && text.ThreadId is not null
            ? await telegram.SendAsync(text with { ThreadId = null }, cancellationToken)
            : outcome;
    }

    /// <summary>What a refusal changes is stored, and the message goes again: so all attempts after it are made of the same.</summary>
    private async Task<SendOutcome> SendAsync(OutgoingMessage message, TelegramFile file, CancellationToken cancellationToken)
    {
        var answer = await files.SendAsync(file, cancellationToken);
        if (answer.Refusal == FileRefusal.Topic)
        {
            answer = await files.SendAsync(file with { ThreadId = null }, cancellationToken);
        }

        if (answer.Outcome is SendOutcome.NotNow { Why: TelegramFiles.UploadBroken } && message.Refused + 1 >= MostErrors)
        {
            answer = answer with { Refusal = FileRefusal.File };
        }

        try
        {
            if (answer.FileId is { } id)
            {
                await replyFiles.RememberAsync(file, id, cancellationToken);
            }
            else if (answer.Refusal is { } refusal)
            {
                await replyFiles.ChangeAsync(file, refusal, cancellationToken);
                Log.Changed(logger, file.Message, refusal);
                return new SendOutcome.GoesAgain(TimeSpan.Zero);
            }
        }
        catch (Exception error)
        {
            Log.NotStored(logger, error, file.Message);
            return answer.Refusal is null ? answer.Outcome : new SendOutcome.GoesAgain(DatabaseMayBeBack);
        }

        return answer.Outcome;
    }

    private static partial class Log
    {
        [LoggerMessage(
            Level = LogLevel.Information, Message = "Telegram refuses the file of message {MessageId} as it is ({Refusal}); it is changed and goes again")]
        public static partial void Changed(ILogger logger, Guid messageId, FileRefusal refusal);

        [LoggerMessage(Level = LogLevel.Warning, Message = "What Telegram says of the file of message {MessageId} could not be stored")]
        public static partial void NotStored(ILogger logger, Exception exception, Guid messageId);
    }
}
