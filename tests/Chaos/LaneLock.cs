using Npgsql;

namespace Relay.Chaos;

/// <summary>A session as of psql that locks the row of a lane whose message is in a call.</summary>
/// <param name="connectionString">Of a gateway's database.</param>
internal sealed class LaneLock(string connectionString) : IAsyncDisposable
{
    private NpgsqlConnection? session;

    /// <summary>Locks one that is in hand, else any; none where the database is away, or all are locked.</summary>
    public async Task TakeAsync()
    {
        try
        {
            session = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
            await session.OpenAsync();
            await using var command = new NpgsqlCommand(
                "BEGIN; SELECT key FROM lane ORDER BY owner IS NULL, random() LIMIT 1 FOR UPDATE SKIP LOCKED", session);
            await command.ExecuteNonQueryAsync();
        }
        catch (NpgsqlException)
        {
            // Another hand has the database; this fault does not happen then.
        }
    }

    /// <summary>Ends the session, and with it the lock.</summary>
    public async ValueTask DisposeAsync()
    {
        if (session is not null)
        {
            await session.DisposeAsync();
        }
    }
}
