using MassTransit;

namespace Relay.ClientDirectory.TellingTheOwner;

internal static class TellingTheOwnerExtensions
{
    public static void AddTellingTheOwner(this IBusRegistrationConfigurator bus)
    {
        bus.AddSingleton<DeadLetterNotices>();
        bus.AddHostedService<NoticeSender>();
        bus.AddConsumer<OwnerToldConsumer>();
    }
}
