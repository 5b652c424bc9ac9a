using MassTransit;
using Relay.Contracts.Clients;

namespace Relay.WahelpGateway.ReportingToOperators;

/// <summary>Another account proved a client's phone: the manager is told who is in the conversation now.</summary>
internal sealed class ClientUnlinkedConsumer(Notes notes) : IConsumer<ClientUnlinked>
{
    public Task Consume(ConsumeContext<ClientUnlinked> context) => context.Message is { ByProof: true, Phone: var phone, UnlinkedAt: var at }
        ? notes.TellMovedAsync(phone, at, context.CancellationToken)
        : Task.CompletedTask;
}
