using MassTransit;

namespace Relay.WahelpGateway.ReportingToOperators;

/// <summary>Managers hear what became of their replies.</summary>
internal static class ReportingToOperatorsExtensions
{
    public static WebApplicationBuilder AddReportingToOperators(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<Notes>();
        builder.Services.AddSingleton<IOutgoing>(services => services.GetRequiredService<Notes>());
        builder.Services.AddSingleton<IManagerNotes>(services => services.GetRequiredService<Notes>());
        builder.Services.AddSingleton<IOutgoingWords, NoteWords>();
        return builder;
    }

    public static void AddReportingToOperators(this IBusRegistrationConfigurator bus)
    {
        bus.AddConsumer<ClientUnlinkedConsumer>();
    }
}
