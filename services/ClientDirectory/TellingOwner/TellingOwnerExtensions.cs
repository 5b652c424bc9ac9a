using MassTransit;

namespace Relay.ClientDirectory.TellingOwner;

internal static class TellingOwnerExtensions
{
    public static void AddTellingOwner(this IBusRegistrationConfigurator bus)
    {
        bus.AddSingleton<DeadLetterNotices>();
        bus.AddHostedService<TellingOwner>();
        bus.AddConsumer<OwnerToldConsumer>();
    }
}
