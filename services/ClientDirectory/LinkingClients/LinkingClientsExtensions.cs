using MassTransit;
using Relay.ServiceDefaults.Persistence;

namespace Relay.ClientDirectory.LinkingClients;

internal static class LinkingClientsExtensions
{
    /// <summary>Each holds a connection to the database for the length of a transaction.</summary>
    private const int Concurrency = 16;

    public static void AddLinkingClients(this IBusRegistrationConfigurator bus)
    {
        bus.AddSingleton<LinkHandler>();
        bus.AddSingleton<LinkAnnouncer>();
        bus.AddSingleton<ImportedClients>();
        bus.AddSingleton(new Removal("link_history", "message_id", "ended_at", For: null)); // whose phone it was
        bus.AddConsumer<ContactSharedConsumer>().Endpoint(endpoint => endpoint.ConcurrentMessageLimit = Concurrency);
        bus.AddConsumer<RegisterClientConsumer>().Endpoint(endpoint => endpoint.ConcurrentMessageLimit = Concurrency);
    }
}
