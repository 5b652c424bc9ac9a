using System.Text.Json;
using Relay.Contracts;
using Relay.Delivery.Messages;
using Relay.Delivery.Providers;
using Relay.WahelpGateway.WahelpApi;

namespace Relay.WahelpGateway;

/// <summary>How this service's messages reach Wahelp, each kind by its own slice's rules.</summary>
internal sealed partial class WahelpSender(
    IEnumerable<IOutgoing> kinds,
    IEnumerable<IOutgoingWords> words,
    IWahelpChannel channel,
    WahelpAccount account,
    SendDestination destination,
    AnswersSeen answers,
    ILogger<WahelpSender> logger) : ISender
{
    private readonly Dictionary<string, IOutgoing> kinds = kinds.ToDictionary(kind => kind.Type, StringComparer.Ordinal);
    private readonly Dictionary<string, IOutgoingWords> words = words.ToDictionary(kind => kind.Type, StringComparer.Ordinal);

    /// <summary>
    /// Wahelp has no promise of echoes. Where a second copy would reach the client, the relay looks long; where it would only reach the
    /// manager, it does not keep the conversation waiting for so little.
    /// </summary>
    public TimeSpan ArrivalShowsWithin => destination.ReachesClient ? TimeSpan.FromMinutes(1) : TimeSpan.FromSeconds(10);

    public async ValueTask<Recipient> ResolveAsync(OutgoingMessage message, CancellationToken cancellationToken)
    {
        if (!kinds.TryGetValue(message.Type, out var kind))
        {
            return new Recipient.Unavailable(); // a newer version beside this one stored it, and will send it
        }

        try
        {
            var recipient = await kind.ResolveAsync(message, cancellationToken);
            return recipient is Recipient.Known && !await destination.MaySendAsync(cancellationToken) ? new Recipient.Unavailable() : recipient;
        }
        catch (JsonException error)
        {
            Log.Unreadable(logger, error, message.MessageId);
            return new Recipient.Failed(Reasons.Refused);
        }
        catch (Exception error) when (error is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            Log.NotResolved(logger, error);
            return new Recipient.Unavailable();
        }
    }

    public async Task<SendOutcome> SendAsync(OutgoingMessage message, Recipient.Known recipient, CancellationToken cancellationToken)
    {
        string text;
        try
        {
            text = words[message.Type].Of(message);
        }
        catch (Exception error)
        {
            Log.Unreadable(logger, error, message.MessageId);
            return new SendOutcome.Failed(Reasons.Refused);
        }

        try
        {
            var answer = await channel.SendAsync(recipient.Phone!, recipient.Name, text, cancellationToken);
            answers.Notice(message.MessageId, answer);
            return WahelpOutcomes.Map(answer);
        }
        catch (Exception error)
        {
            Log.NotExplained(logger, error, message.MessageId);
            return new SendOutcome.Unanswered();
        }
    }

    public Task<ProviderState> AskAsync(CancellationToken cancellationToken) => account.AskAsync(cancellationToken);

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Who gets a message could not be found out; it is tried again")]
        public static partial void NotResolved(ILogger logger, Exception exception);

        [LoggerMessage(Level = LogLevel.Error, Message = "Message {MessageId} cannot be read: it fails")]
        public static partial void Unreadable(ILogger logger, Exception exception, Guid messageId);

        [LoggerMessage(Level = LogLevel.Error, Message = "Sending message {MessageId} ended in a way that nobody foresaw")]
        public static partial void NotExplained(ILogger logger, Exception exception, Guid messageId);
    }
}
