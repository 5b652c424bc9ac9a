using Relay.Contracts;
using Relay.Contracts.Telegram;
using Relay.Delivery.Messages;
using Relay.Delivery.Providers;

namespace Relay.WahelpGateway.SendingClientMessages;

/// <summary>Who a client's message goes under at Wahelp: the phone that the client's Telegram account is linked with.</summary>
internal sealed partial class ClientMessages(LinkedClients clients, ILogger<ClientMessages> logger) : IOutgoing
{
    public string Type => nameof(ClientMessageReceived);

    public ValueTask<Recipient> ResolveAsync(OutgoingMessage message, CancellationToken cancellationToken)
    {
        var received = message.Read<ClientMessageReceived>();
        return clients.TryRecall(received.TelegramUserId, out var known)
            ? ValueTask.FromResult<Recipient>(Known(known, received))
            : FindAsync(received, cancellationToken);
    }

    private async ValueTask<Recipient> FindAsync(ClientMessageReceived received, CancellationToken cancellationToken)
    {
        try
        {
            return await clients.FindAsync(received.TelegramUserId, cancellationToken) is { } found
                ? Known(found, received)
                : new Recipient.Held(Reasons.NotLinked);
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            Log.NoAnswer(logger, error);
            // The directory is down or slow: it pauses a lane, it never loses.
            return new Recipient.Unavailable();
        }
    }

    private static Recipient.Known Known(LinkedClient client, ClientMessageReceived received) =>
        new(client.Phone, received.ChatId, Harmless.Line(client.Name.Length > 0 ? client.Name : received.Name));

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "ClientDirectory does not answer; the message waits")]
        public static partial void NoAnswer(ILogger logger, Exception exception);
    }
}
