using MassTransit;
using Relay.Contracts.Clients;
using Relay.ServiceDefaults.Persistence;

namespace Relay.ClientDirectory.FindingClients;

/// <summary>
/// Answers which accounts and phones belong together. While the database is away it tries as long as somebody waits, then gives no answer at
/// all.
/// </summary>
internal sealed class FindClientsConsumer(ClientLookup clients, DatabaseRetries retries) : IConsumer<FindClients>
{
    /// <summary>Who asks waits 5 s: after that nobody reads the answer.</summary>
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
            // Whoever asked has stopped waiting.
        }
    }
}
