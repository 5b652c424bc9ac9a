using System.Diagnostics;
using MassTransit;

namespace Relay.ServiceDefaults.Bus;

internal sealed class BusSender(IBus bus, BusStart start, TimeProvider time) : IBusSender, IDisposable
{
    /// <summary>Limits sends to 10 s: MassTransit's sends have no timeout, and hang for ever in a memory alarm or after RabbitMQ.Client's issue 1930.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private readonly SharedLimits limits = new(Limit, time);

    public Task PublishAsync(object message, Type type, Guid messageId, ActivityContext? parent, CancellationToken cancellationToken) =>
        WithinLimitAsync(
            parent,
            token => bus.Publish(message, type, Pipe.Execute<PublishContext>(context => Prepare(context, messageId)), token),
            cancellationToken);

    public Task SendAsync(string endpoint, object message, Guid messageId, ActivityContext? parent, CancellationToken cancellationToken) =>
        WithinLimitAsync(
            parent,
            async token =>
            {
                // Not "queue:": that would declare the queue with other arguments than its owner's.
                var address = await bus.GetSendEndpoint(new Uri($"exchange:{endpoint}")).WaitAsync(token);
                await address.Send(message, message.GetType(), Pipe.Execute<SendContext>(context => Prepare(context, messageId)), token);
            },
            cancellationToken);

    public async Task<TAnswer> AskAsync<TQuestion, TAnswer>(TQuestion question, TimeSpan within, CancellationToken cancellationToken)
        where TQuestion : class
        where TAnswer : class
    {
        // MassTransit's own timeout starts when the request is sent; the sending itself has none.
        using var limit = new CancellationTokenSource(within, time);
        await start.Started.WaitAsync(limit.Token).WaitAsync(cancellationToken);
        var client = bus.CreateRequestClient<TQuestion>(RequestTimeout.After(ms: (int)within.TotalMilliseconds));
        var answer = client.GetResponse<TAnswer>(question, request => request.UseExecute(Demand), limit.Token);
        return (await answer.WaitAsync(limit.Token).WaitAsync(cancellationToken)).Message;
    }

    public void Dispose() => limits.Dispose();

    private static void Prepare(SendContext context, Guid messageId)
    {
        context.MessageId = messageId;
        Demand(context);
    }

    private static void Demand(SendContext context)
    {
        if (context.TryGetPayload<RabbitMqSendContext>(out var rabbit))
        {
            // Without Mandatory, an event without subscribers would be confirmed and lost.
            rabbit.Mandatory = true;
        }
    }

    private async Task WithinLimitAsync(ActivityContext? parent, Func<CancellationToken, Task> send, CancellationToken cancellationToken)
    {
        using var activity = parent is { } context ? ServiceDefaultsTelemetry.Source.StartActivity("send", ActivityKind.Internal, context) : null;
        var limit = limits.Next();
        await start.Started.WaitAsync(limit).WaitAsync(cancellationToken); // an earlier send would never end
        await send(limit).WaitAsync(limit).WaitAsync(cancellationToken);
    }
}
