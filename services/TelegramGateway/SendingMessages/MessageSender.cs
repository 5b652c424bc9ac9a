using Microsoft.Extensions.Logging;
using Relay.Contracts;
using Relay.Delivery.Messages;
using Relay.Delivery.Providers;
using Relay.TelegramGateway.TelegramApi;

namespace Relay.TelegramGateway.SendingMessages;

/// <summary>Delivery's way to Telegram: finds the message's kind, and sends its next part.</summary>
internal sealed partial class MessageSender(
    IEnumerable<IMessageKind> kinds, TelegramMessages telegram, IChatTopics topics, BotAccount account, ILogger<MessageSender> logger) : ISender
{
    private readonly Dictionary<string, IMessageKind> kinds = kinds.ToDictionary(kind => kind.Type, StringComparer.Ordinal);

    /// <summary>Telegram shows a bot neither echoes nor history.</summary>
    public TimeSpan ArrivalShowsWithin => TimeSpan.Zero;

    public ValueTask<Recipient> ResolveAsync(OutgoingMessage message, CancellationToken cancellationToken)
    {
        try
        {
            if (!kinds.TryGetValue(message.Type, out var kind))
            {
                Log.UnknownType(logger, message.MessageId, message.Type);
                return new(new Recipient.Unavailable()); // a newer version beside this one stored it, and will send it
            }

            var recipient = kind.ResolveAsync(message, cancellationToken);
            return recipient.IsCompletedSuccessfully ? recipient : GuardAsync(recipient, message, cancellationToken);
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            return new(Broken(message, error));
        }
    }

    public async Task<SendOutcome> SendAsync(OutgoingMessage message, Recipient.Known recipient, CancellationToken cancellationToken)
    {
        IMessageKind kind;
        IReadOnlyList<TelegramText> parts;
        try
        {
            kind = kinds[message.Type];
            parts = kind.Compose(message, recipient);
        }
        catch (Exception error)
        {
            // Nothing was sent: the text never came to be.
            Log.Broken(logger, error, message.MessageId);
            return new SendOutcome.Failed(Reasons.Refused);
        }

        if (message.PartsDone >= parts.Count)
        {
            return new SendOutcome.Delivered(ProviderMessageId: null);
        }

        var part = parts[message.PartsDone];
        var outcome = await SendAsync(kind.FollowsClient ? part with { ThreadId = await topics.FindAsync(part.ChatId) } : part, cancellationToken);
        return outcome is SendOutcome.Delivered delivered ? delivered with { MoreParts = message.PartsDone + 1 < parts.Count } : outcome;
    }

    /// <summary>A refusal sent nothing, and may be the topic's: it may be gone or closed. Then the main conversation gets the text.</summary>
    private async Task<SendOutcome> SendAsync(TelegramText part, CancellationToken cancellationToken)
    {
        var outcome = await telegram.SendAsync(part, cancellationToken);
        return outcome is SendOutcome.Failed && part.ThreadId is not null
            ? await telegram.SendAsync(part with { ThreadId = null }, cancellationToken)
            : outcome;
    }

    public async Task<ProviderState> AskAsync(CancellationToken cancellationToken) => await account.GetMeAsync(cancellationToken) switch
    {
        { Status: 200, UserName: not null } => ProviderState.Well,
        { Status: 401 or 403 or 404 } => ProviderState.Refused,
        _ => ProviderState.Away,
    };

    private async ValueTask<Recipient> GuardAsync(ValueTask<Recipient> recipient, OutgoingMessage message, CancellationToken cancellationToken)
    {
        try
        {
            return await recipient;
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            return Broken(message, error);
        }
    }

    private Recipient.Failed Broken(OutgoingMessage message, Exception e)
    {
        Log.Broken(logger, e, message.MessageId);
        return new Recipient.Failed(Reasons.Refused);
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Message {MessageId} is of a type that this version does not know, and waits: {Type}")]
        public static partial void UnknownType(ILogger logger, Guid messageId, string type);

        [LoggerMessage(Level = LogLevel.Error, Message = "Message {MessageId} cannot be composed")]
        public static partial void Broken(ILogger logger, Exception exception, Guid messageId);
    }
}
