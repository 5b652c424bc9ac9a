using Microsoft.Extensions.Time.Testing;
using Npgsql;
using Relay.Harness;
using Relay.WahelpGateway.Persistence;
using Relay.WahelpGateway.Tests.Fakes;

namespace Relay.WahelpGateway.Tests.Learning;

/// <summary>The records of learning, on PostgreSQL.</summary>
public sealed class LearningTableTests : IAsyncLifetime
{
    private readonly FakeTimeProvider time = new();
    private Database database = null!;
    private NpgsqlDataSource source = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        database = await (await Servers.StartAsync()).CreateDatabaseAsync("learning");
        source = NpgsqlDataSource.Create(database.ConnectionString);
        await GatewayTables.MigrateAsync<WahelpGatewayDbContext>(source, options => new WahelpGatewayDbContext(options));
    }

    public async ValueTask DisposeAsync()
    {
        await source.DisposeAsync();
        await database.DisposeAsync();
    }

    [Fact]
    public async Task A_run_is_seen_by_every_instance_and_leaves_nothing_behind()
    {
        var (one, other) = (new LearningTable(source, time), new LearningTable(source, time));
        Assert.Null(await other.CurrentAsync(Cancel));

        await one.BeginAsync(new LearningRun("+79991234567", "ABCDEF"), Cancel);
        await one.KeepAsync(LearningKind.Sent, "{}", Cancel);
        await one.KeepWebhookAsync("1", ["id:1"], isSure: true, Cancel);
        await one.KeepWebhookAsync("2", ["id:1", "uuid:2"], isSure: false, Cancel);
        await one.KeepWebhookAsync("3", ["id:3"], isSure: false, Cancel);
        time.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal("ABCDEF", (await other.CurrentAsync(Cancel))?.Word);
        Assert.Equal(["{}", "1", "2"], (await other.ReadAsync(Cancel)).Select(record => record.Body));

        await other.EndAsync(Cancel);
        Assert.Null(await other.CurrentAsync(Cancel));
        Assert.Equal(0L, await CountAsync());
    }

    [Fact]
    public async Task A_run_that_nobody_ended_is_over_after_its_time_and_all_of_it_is_deleted()
    {
        var table = new LearningTable(source, time);
        await table.BeginAsync(new LearningRun("+79991234567", "ABCDEF"), Cancel);
        await table.BeginAsync(new LearningRun("+79991234567", "GHIJKL"), Cancel);
        await table.KeepAsync(LearningKind.Sent, "{}", Cancel);
        Assert.Equal(("GHIJKL", 2L), ((await table.CurrentAsync(Cancel))!.Word, await CountAsync()));
        await ExecuteAsync("UPDATE learning SET ends_at = now()");

        time.Advance(TimeSpan.FromSeconds(2));

        Assert.Null(await table.CurrentAsync(Cancel));
        await table.KeepAsync(LearningKind.Sent, "{}", Cancel);
        Assert.Equal(0L, await CountAsync());
    }

    [Fact]
    public async Task What_is_learned_anew_takes_the_place_of_what_was_known()
    {
        var evidence = new Evidence(source, time);
        await evidence.RelearnAsync("way", WayShown.Recorded, Cancel);
        await evidence.LearnAsync("way", Cancel, "other");
        Assert.Equal(WayShown.Recorded, (await evidence.ReadAsync(Cancel)).ValueOf("way"));

        await evidence.RelearnAsync("way", WayShown.Sent, Cancel);
        Assert.Equal(WayShown.Sent, (await evidence.ReadAsync(Cancel)).ValueOf("way"));
    }

    private async Task<long> CountAsync()
    {
        await using var command = source.CreateCommand("SELECT count(*) FROM learning");
        return (long)(await command.ExecuteScalarAsync(Cancel))!;
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Cancel);
    }
}
