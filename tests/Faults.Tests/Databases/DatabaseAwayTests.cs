using Npgsql;
using Relay.Harness;

namespace Relay.Faults.Tests.Databases;

/// <summary>Nothing is accepted that the database did not store; the providers' outcomes are written when it is back.</summary>
[Collection(OnHurtServers.Name)]
public sealed class DatabaseAwayTests(HurtServers servers)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [Fact]
    [Trait("Fault", "F13")]
    public async Task A_killed_database_makes_webhooks_wait_and_polling_pause_and_buries_nobody()
    {
        await using var faults = await servers.StartStackAsync();
        await StartTrafficAsync(faults);

        await servers.Postgres.KillAsync();

        await faults.Sandbox.WaitForAsync(Seen.WebhookFailed, timeout: Patience);
        var confirmed = (await faults.Sandbox.CountsAsync())[Seen.UpdateConfirmed];
        await faults.Sandbox.WaitForAsync(Seen.WebhookFailed, 2, timeout: Patience);
        Assert.Equal(confirmed, (await faults.Sandbox.CountsAsync())[Seen.UpdateConfirmed]);
        await servers.Postgres.StartAsync();

        var start = TimeProvider.System.GetTimestamp();
        await Task.WhenAll(faults.Stack.Instances.Select(instance => instance.WaitUntilReadyAsync()));
        TestContext.Current.TestOutputHelper?.WriteLine($"ready after {TimeProvider.System.GetElapsedTime(start).TotalSeconds:0.0} s");
        await CheckUndoubtedAsync(faults);
    }

    [Fact]
    [Trait("Fault", "F13")]
    public async Task Every_connection_terminated_again_and_again_costs_nothing_but_time()
    {
        await using var faults = await servers.StartStackAsync();
        await StartTrafficAsync(faults);

        for (var accepted = 30; accepted <= 150; accepted += 30)
        {
            await servers.Postgres.TerminateConnectionsAsync();
            await faults.Sandbox.WaitForAsync(Seen.WebhookDelivered, accepted, timeout: Patience);
        }

        await CheckUndoubtedAsync(faults);
    }

    [Fact]
    [Trait("Fault", "F14")]
    public async Task A_read_only_database_answers_503_and_everything_goes_when_it_takes_writes_again()
    {
        await using var faults = await servers.StartStackAsync();
        await StartTrafficAsync(faults);

        await servers.Postgres.ForbidWritingAsync();

        await faults.Sandbox.WaitForAsync(Seen.WebhookFailed, 2, timeout: Patience);
        await servers.Postgres.AllowWritingAsync();
        await CheckUndoubtedAsync(faults);
    }

    private static async Task StartTrafficAsync(FaultStack faults)
    {
        await faults.WriteBothWaysAsync(each: 40, perSecond: 30); // for 13 s
        await faults.Sandbox.WaitForAsync(Seen.WahelpAccepted, 10, timeout: Patience);
    }

    /// <summary>Checks the promise. No process died, so every outcome is known: no second copy, no mark; webhooks got nothing but 503.</summary>
    private async Task CheckUndoubtedAsync(FaultStack faults)
    {
        var verdicts = await faults.CheckAsync();
        Assert.All(verdicts, verdict => Assert.Equal((0, 0), (verdict.Account.ExtraCopies, verdict.Marked.Count)));
        Assert.All(await faults.Sandbox.SeenAsync(Seen.WebhookFailed), webhook => Assert.Equal(503, webhook.Status));
        Assert.DoesNotContain(await servers.QueuesAsync(faults), queue => queue.Key.EndsWith("_error", StringComparison.Ordinal));
        foreach (var database in faults.Stack.Databases.Values)
        {
            await using var connection = new NpgsqlConnection(database.ConnectionString);
            await connection.OpenAsync();
            await using var count = new NpgsqlCommand("select count(*) from dead", connection);
            Assert.Equal(0L, await count.ExecuteScalarAsync());
        }
    }
}
