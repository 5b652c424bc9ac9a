using MassTransit;
using Relay.ServiceDefaults.Bus;

namespace Relay.ClientDirectory.FindingClients;

internal static class FindingClientsExtensions
{
    public static void AddFindingClients(this IBusRegistrationConfigurator bus)
    {
        bus.AddSingleton<ClientLookup>();
        bus.AddRequestConsumer<FindClientsConsumer>();
    }
}
