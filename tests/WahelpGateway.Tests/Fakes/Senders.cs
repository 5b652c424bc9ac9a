using Microsoft.Extensions.Logging.Abstractions;
using Relay.Delivery.Sending.Calling;
using Relay.Delivery.Sending;
using Relay.ServiceDefaults.Configuration;
using Relay.WahelpGateway.SendingClientMessages;
using Relay.WahelpGateway.WahelpApi;

namespace Relay.WahelpGateway.Tests.Fakes;

/// <summary>Delivery's way to the provider, with clients' messages.</summary>
internal static class Senders
{
    public static MessageSender<WahelpText> Of(WahelpProvider provider) => new(
        [new ClientMessages(new FakeDirectory { Linked = Webhooks.Phone }, new ClientMessageWords(new RelayOptions(), new WahelpOptions()))],
        [],
        provider,
        NullLogger<MessageSender<WahelpText>>.Instance);
}
