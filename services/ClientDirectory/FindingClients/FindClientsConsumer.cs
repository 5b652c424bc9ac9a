using MassTransit;
using Relay.Contracts.Clients;
using Relay.ServiceDefaults.Persistence;

namespace Relay.ClientDirectory.FindingClients;

/// <summary>
/// Answers which accounts and phones belong together. While the database is away it retries as long as the caller waits, and then gives no answer.
/// </summary>
internal sealed class FindClientsConsumer(ClientLookup clients, DatabaseRetries retries) : IConsumer<FindClients>
{
    /// <summary>The caller waits 5 s; a later answer is not read.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    public async Task Consume(ConsumeContext<FindClients> context)
    {
        using var limit = retries.Within(Limit);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, limit.Token);
        try
        {
            var found = await retries.RepeatAsync(token => clients.FindAsync(context.Message, token), both.Token);
            await context.RespondAsync(found).WaitAsync(both.Token);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            // The caller has stopped waiting.
        }
    }
}
