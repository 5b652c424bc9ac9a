using System.Globalization;
using Npgsql;
using Relay.Delivery.Tables;
using Relay.ServiceDefaults;

namespace Relay.Delivery.Instances;

/// <summary>
/// Run once after a gateway's database was restored from a backup, before the gateway starts. What is not final is forgotten, for its origin
/// sends it again; local messages have no origin, and are kept and marked. What was numbered before now, and a quarter of an hour for clocks
/// that differ, may have been delivered since the backup: where it comes again, it is marked <c>maybe_duplicate</c>. What this service
/// accepted and does not know to be settled is published at once: who has delivered it says so.
/// </summary>
internal sealed class RestoredCommand(NpgsqlDataSource database) : IVerb
{
    private const string Forget = "DELETE FROM delivery WHERE NOT local AND done_at IS NULL";

    private const string Mark = "UPDATE delivery SET maybe_duplicate = true, state = 'pending' WHERE local AND done_at IS NULL";

    private const string Wake =
        """
        UPDATE lane SET owner = NULL, gap_since = NULL, gap_asks = 0, held_reason = NULL, held_since = NULL, held_looks = 0,
            due_at = CASE WHEN EXISTS (SELECT FROM delivery d WHERE d.lane = lane.key AND d.done_at IS NULL) THEN now() END
        """;

    private const string Remember =
        "UPDATE database SET restored_before = (extract(epoch FROM now() + interval '15 min') * 1000)::bigint";

    private const string Publish = "UPDATE accepted SET publish_at = now() WHERE settled_at IS NULL AND publish_at IS NOT NULL";

    private const string Living = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND classid = @class AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";

    public string Name => "restored";

    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var living = new NpgsqlCommand(Living, connection) { Parameters = { new("class", NpgsqlTypes.NpgsqlDbType.Oid) { Value = (uint)InstanceStatements.LockClass } } };
        if ((long)(await living.ExecuteScalarAsync(cancellationToken))! > 0)
        {
            await Console.Error.WriteLineAsync("An instance of this service runs on this database. Stop all of them first.");
            return 1;
        }

        await using var commit = await connection.BeginTransactionAsync(cancellationToken);
        var forgotten = await ExecuteAsync(connection, Forget, cancellationToken);
        var marked = await ExecuteAsync(connection, Mark, cancellationToken);
        await ExecuteAsync(connection, Wake, cancellationToken);
        await ExecuteAsync(connection, Remember, cancellationToken);
        var published = await ExecuteAsync(connection, Publish, cancellationToken);
        await commit.CommitAsync(cancellationToken);
        await Console.Out.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"Ready to start. {forgotten} open messages were forgotten: the other gateway sends them again. {marked} prompts and notes are kept and marked. "
                + $"{published} accepted messages are published again. Whatever was accepted before, and 15 minutes from now, is marked where it comes again."));
        return 0;
    }

    private static async Task<int> ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
