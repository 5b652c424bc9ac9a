using System.Text.Json;
using Microsoft.Extensions.Logging;
using Relay.Contracts;
using Relay.Delivery.Messages;
using Relay.Delivery.Providers;

namespace Relay.Delivery.Sending.Calling;

/// <summary>Finds the kind of a message, asks it for recipient and parts, and hands the next part to the provider.</summary>
internal sealed partial class MessageSender<TPart>(
    IEnumerable<IMessageKind<TPart>> kinds, IEnumerable<ILaneWork> works, IProvider<TPart> provider, ILogger<MessageSender<TPart>> logger) : ISender
{
    private readonly Dictionary<string, IMessageKind<TPart>> kinds = kinds.ToDictionary(kind => kind.Type, StringComparer.Ordinal);
    private readonly Dictionary<string, ILaneWork> works = works.ToDictionary(work => work.Type, StringComparer.Ordinal);

    public TimeSpan ArrivalShowsWithin => provider.ArrivalShowsWithin;

    public ValueTask<Recipient> ResolveAsync(OutgoingMessage message, CancellationToken cancellationToken)
    {
        try
        {
            var resolving = FindAsync(message, cancellationToken);
            return resolving.IsCompletedSuccessfully ? resolving : GuardAsync(message, resolving, cancellationToken);
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            return new(Unresolved(message, error));
        }
    }

    public async Task<SendOutcome> SendAsync(OutgoingMessage message, Recipient.Known recipient, CancellationToken cancellationToken)
    {
        IReadOnlyList<TPart> parts;
        try
        {
            parts = kinds[message.Type].Compose(message, recipient);
        }
        catch (Exception error)
        {
            Log.Broken(logger, error, message.MessageId);
            return new SendOutcome.Failed(Reasons.Refused); // nothing was sent
        }

        if (message.PartsDone >= parts.Count)
        {
            return new SendOutcome.Delivered(ProviderMessageId: null);
        }

        try
        {
            var outcome = await provider.SendAsync(message, recipient, parts[message.PartsDone], cancellationToken);
            return outcome is SendOutcome.Delivered delivered
                ? delivered with { MoreParts = recipient.LacksSomething || message.PartsDone + 1 < parts.Count }
                : outcome;
        }
        catch (Exception error)
        {
            Log.NotExplained(logger, error, message.MessageId);
            return new SendOutcome.Unanswered();
        }
    }

    public Task<ProviderState> AskAsync(CancellationToken cancellationToken) => provider.AskAsync(cancellationToken);

    private ValueTask<Recipient> FindAsync(OutgoingMessage message, CancellationToken cancellationToken)
    {
        if (kinds.TryGetValue(message.Type, out var kind))
        {
            var may = provider.MaySendAsync(cancellationToken);
            return may is { IsCompletedSuccessfully: true, Result: true }
                ? kind.ResolveAsync(message, cancellationToken)
                : IfMaySendAsync(may, kind, message, cancellationToken);
        }

        if (works.TryGetValue(message.Type, out var work))
        {
            return DoAsync(work, message, cancellationToken);
        }

        Log.UnknownType(logger, message.MessageId, message.Type);
        return new(new Recipient.Unavailable()); // a newer version beside this one stored it, and will send it
    }

    private static async ValueTask<Recipient> IfMaySendAsync(
        ValueTask<bool> may, IMessageKind<TPart> kind, OutgoingMessage message, CancellationToken cancellationToken)
    {
        var maySend = await may;
        var recipient = await kind.ResolveAsync(message, cancellationToken);
        return recipient is Recipient.Known && !maySend ? new Recipient.Unavailable() : recipient;
    }

    private static async ValueTask<Recipient> DoAsync(ILaneWork work, OutgoingMessage message, CancellationToken cancellationToken) =>
        await work.TryAsync(message, cancellationToken) ? new Recipient.Needless() : new Recipient.Unavailable();

    private async ValueTask<Recipient> GuardAsync(OutgoingMessage message, ValueTask<Recipient> resolving, CancellationToken cancellationToken)
    {
        try
        {
            return await resolving;
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            return Unresolved(message, error);
        }
    }

    private Recipient Unresolved(OutgoingMessage message, Exception error)
    {
        if (error is JsonException)
        {
            Log.Broken(logger, error, message.MessageId);
            return new Recipient.Failed(Reasons.Refused);
        }

        Log.NotResolved(logger, error, message.MessageId);
        return new Recipient.Unavailable();
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Message {MessageId} is of a type that this version does not know, and waits: {Type}")]
        public static partial void UnknownType(ILogger logger, Guid messageId, string type);

        [LoggerMessage(Level = LogLevel.Warning, Message = "Who gets message {MessageId} could not be found out; it is tried again")]
        public static partial void NotResolved(ILogger logger, Exception exception, Guid messageId);

        [LoggerMessage(Level = LogLevel.Error, Message = "Message {MessageId} cannot be read or composed, and fails")]
        public static partial void Broken(ILogger logger, Exception exception, Guid messageId);

        [LoggerMessage(Level = LogLevel.Error, Message = "Sending message {MessageId} ended with an exception; whether it was sent is unknown")]
        public static partial void NotExplained(ILogger logger, Exception exception, Guid messageId);
    }
}
