using MassTransit;
using Relay.WahelpGateway.Persistence;

namespace Relay.WahelpGateway.ReportingToOperators;

/// <summary>Managers hear what became of their replies.</summary>
internal static class ReportingToOperatorsRegistration
{
    public static WebApplicationBuilder AddReportingToOperators(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<IAcceptedReplies, AcceptedReplies>().AddSingleton<Notes>();
        builder.Services.AddSingleton<IOutgoing>(services => services.GetRequiredService<Notes>());
        builder.Services.AddSingleton<IManagerNotes>(services => services.GetRequiredService<Notes>());
        builder.Services.AddSingleton<IOutgoingWords, NoteWords>();
        return builder;
    }

    public static void AddReportingToOperators(this IBusRegistrationConfigurator bus)
    {
        bus.AddConsumer<OperatorRepliesDeliveredConsumer>();
        bus.AddConsumer<OperatorReplyHeldConsumer>();
        bus.AddConsumer<OperatorReplyFailedConsumer>();
        bus.AddConsumer<ClientUnlinkedConsumer>();
    }
}
