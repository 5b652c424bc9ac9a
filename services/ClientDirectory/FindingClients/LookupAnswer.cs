using MassTransit;
using Relay.Contracts.Clients;
using Relay.ServiceDefaults.Persistence;

namespace Relay.ClientDirectory.FindingClients;

internal static class LookupAnswer
{
    /// <summary>Who asks waits 5 s: after that nobody reads the answer.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    /// <summary>Answers with the client, or that there is none.</summary>
    public static Task RespondAsync(this ConsumeContext context, Func<CancellationToken, Task<ClientFound?>> find, TimeProvider time) =>
        context.RespondAsync(async token => (object?)await find(token) ?? new ClientNotFound(), time);

    /// <summary>Answers with what is found. While the database is away it tries as long as somebody waits, then gives no answer at all.</summary>
    public static async Task RespondAsync(
        this ConsumeContext context, Func<CancellationToken, Task<object>> find, TimeProvider time)
    {
        using var limit = new CancellationTokenSource(Limit, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, limit.Token);
        try
        {
            var found = await TransientErrors.RepeatAsync(find, time, both.Token);
            await context.RespondAsync(found, found.GetType()).WaitAsync(both.Token);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            // Whoever asked has stopped waiting.
        }
    }
}
