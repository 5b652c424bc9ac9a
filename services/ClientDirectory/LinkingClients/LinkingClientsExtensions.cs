using MassTransit;

namespace Relay.ClientDirectory.LinkingClients;

internal static class LinkingClientsExtensions
{
    public static void AddLinkingClients(this IBusRegistrationConfigurator bus)
    {
        bus.AddSingleton<LinkHandler>();
        bus.AddSingleton<LinkAnnouncer>();
        bus.AddConsumer<ContactSharedConsumer>();
        bus.AddConsumer<RegisterClientConsumer>();
    }
}
