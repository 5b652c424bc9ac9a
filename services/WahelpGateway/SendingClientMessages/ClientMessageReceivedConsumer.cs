using System.Globalization;
using MassTransit;
using Relay.Contracts.Telegram;
using Relay.Delivery.Messages;
using Relay.Delivery.Receiving;

namespace Relay.WahelpGateway.SendingClientMessages;

/// <summary>A client's message is stored in its lane; only then the bus may forget it.</summary>
internal sealed class ClientMessageReceivedConsumer(IInbox inbox) : IConsumer<ClientMessageReceived>
{
    public Task Consume(ConsumeContext<ClientMessageReceived> context)
    {
        var message = context.Message;
        var arrival = new Arrival
        {
            MessageId = message.MessageId,
            Lane = message.Lane,
            Party = message.TelegramUserId.ToString(CultureInfo.InvariantCulture),
            Number = message.Number,
            Previous = message.Previous,
            Type = nameof(ClientMessageReceived),
            Body = MessageJson.Write(message),
        };
        return inbox.StoreAsync(arrival, context.CancellationToken);
    }
}
