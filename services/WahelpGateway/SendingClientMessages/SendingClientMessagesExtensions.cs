using MassTransit;
using Relay.ServiceDefaults.Bus;

namespace Relay.WahelpGateway.SendingClientMessages;

/// <summary>Clients' messages go to Wahelp.</summary>
internal static class SendingClientMessagesExtensions
{
    public static WebApplicationBuilder AddSendingClientMessages(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<IClientDirectory, ClientDirectory>();
        builder.Services.AddSingleton<LinkedClients>();
        builder.Services.AddSingleton<IOutgoing, ClientMessages>();
        builder.Services.AddSingleton<IOutgoingWords, ClientMessageWords>();
        return builder;
    }

    public static void AddSendingClientMessages(this IBusRegistrationConfigurator bus)
    {
        bus.AddConsumer<ClientMessageReceivedConsumer>();
        bus.AddConsumer<ClientLinkedConsumer>();
        bus.AddInstanceConsumer<LinkChangesConsumer>();
        bus.AddReceiveEndpointObserver<ForgetAtReconnect>();
    }
}
