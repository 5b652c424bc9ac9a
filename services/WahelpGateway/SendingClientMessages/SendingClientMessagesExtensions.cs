using MassTransit;

namespace Relay.WahelpGateway.SendingClientMessages;

/// <summary>Clients' messages go to Wahelp.</summary>
internal static class SendingClientMessagesExtensions
{
    public static WebApplicationBuilder AddSendingClientMessages(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<ClientMessageWords>().AddTextMessage<ClientMessages>();
        return builder;
    }

    public static void AddSendingClientMessages(this IBusRegistrationConfigurator bus)
    {
        bus.AddConsumer<ClientMessageReceivedConsumer>();
        bus.AddConsumer<ClientLinkedConsumer>();
    }
}
