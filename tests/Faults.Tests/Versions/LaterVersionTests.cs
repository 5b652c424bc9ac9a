using System.Text.RegularExpressions;
using Npgsql;
using Relay.Harness;

namespace Relay.Faults.Tests.Versions;

/// <summary>
/// F28 from the other side: this version is the old one. A later one is simulated by what the rules allow it to add: columns, indexes, a table and
/// rows of migrations in every database, and members in every message. It does not show that a later version keeps the rules, nor what its code does.
/// </summary>
[Collection(OnHurtServers.Name)]
public sealed partial class LaterVersionTests(HurtServers servers)
{
    private const string LaterMigration =
        """
        DO $$ DECLARE existing text; BEGIN
            FOR existing IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> '__EFMigrationsHistory' LOOP
                EXECUTE format('ALTER TABLE %I ADD COLUMN of_a_later_version text, ADD COLUMN counted_later int NOT NULL DEFAULT 7', existing);
                EXECUTE format('CREATE INDEX ON %I (of_a_later_version)', existing);
            END LOOP;
            CREATE TABLE of_a_later_version (id bigint PRIMARY KEY);
            INSERT INTO "__EFMigrationsHistory" VALUES ('29991231235959_Later', '99.0.0');
        END $$
        """;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [Fact]
    [Trait("Fault", "F28")]
    public async Task This_version_works_and_starts_on_a_later_schema_and_reads_a_later_versions_messages()
    {
        await using var faults = await servers.StartStackAsync(clients: 5);
        await faults.WriteBothWaysAsync(each: 12, perSecond: 20);
        await faults.Sandbox.WaitForAsync(Seen.WahelpAccepted, 5, timeout: Patience);
        await Task.WhenAll(faults.Stack.Databases.Values.Select(MigrateAsync));
        await Task.WhenAll(faults.Stack.Instances.Select(async instance =>
        {
            Assert.Equal(0, (await instance.Process.TerminateAsync()).ExitCode);
            await instance.StartAsync();
            await instance.WaitUntilReadyAsync();
        }));

        await CheckUndoubtedAsync(faults);
        var queues = (await servers.QueuesAsync(faults)).Keys.Where(name => QueueOfService().IsMatch(name)).ToList();
        await using var later = await LaterMessages.BetweenAsync(faults.Stack.VirtualHost.Uri, queues);
        await faults.WriteBothWaysAsync(each: 5);

        await CheckUndoubtedAsync(faults);
        Assert.All(
            ["telegram-gateway-operator-replied", "wahelp-gateway-client-message-received"],
            queue => Assert.Equal(25, later.Changed.GetValueOrDefault(queue)));
        Assert.InRange(later.Changed.Count, 4, queues.Count); // the outcomes too
        Assert.DoesNotContain(await servers.QueuesAsync(faults), queue => queue.Value > 0 && queue.Key.EndsWith("_error", StringComparison.Ordinal));
    }

    /// <summary>Not an instance's own queues, which only its connection may touch and whose names end with an id; not the dead-letter queues.</summary>
    [GeneratedRegex(
        "^(telegram-gateway|wahelp-gateway|client-directory)-.*(?<!-[0-9a-f]{32}|_error|_skipped)$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex QueueOfService();

    private static async Task CheckUndoubtedAsync(FaultStack faults)
    {
        foreach (var verdict in await faults.CheckAsync())
        {
            Assert.Equal(0, verdict.Account.ExtraCopies);
            Assert.Empty(verdict.Marked);
        }
    }

    /// <summary>Tables in use are locked one after another: a migration may deadlock, and is repeated as the services repeat theirs.</summary>
    private static async Task MigrateAsync(Database database)
    {
        await using var connection = new NpgsqlConnection(database.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(LaterMigration, connection);
        await Waiting.UntilAsync(
            async () =>
            {
                try
                {
                    await command.ExecuteNonQueryAsync();
                    return true;
                }
                catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.DeadlockDetected)
                {
                    return false;
                }
            },
            Patience,
            $"{database.Name} is migrated");
    }
}
