using MassTransit;

namespace Relay.WahelpGateway.ReportingToOperators;

/// <summary>Managers are informed about their replies.</summary>
internal static class ReportingToOperatorsExtensions
{
    public static WebApplicationBuilder AddReportingToOperators(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<Notes>().AddSingleton<IManagerNotes>(services => services.GetRequiredService<Notes>());
        builder.Services.AddTextMessage<NoteMessage>();
        return builder;
    }

    public static void AddReportingToOperators(this IBusRegistrationConfigurator bus)
    {
        bus.AddConsumer<ClientUnlinkedConsumer>();
    }
}
