using MassTransit;

namespace Relay.ServiceDefaults.Bus;

internal sealed class BrokerProbeConsumer(BrokerProbe probe) : IConsumer<BrokerProbed>
{
    public Task Consume(ConsumeContext<BrokerProbed> context)
    {
        probe.Arrived(context.Message.Number);
        return Task.CompletedTask;
    }
}
