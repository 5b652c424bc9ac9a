using Npgsql;

namespace Relay.Chaos;

/// <summary>A session, as of psql, that locks the row of a lane whose call is running.</summary>
/// <param name="connectionString">Of a gateway's database.</param>
internal sealed class LaneLock(string connectionString) : IAsyncDisposable
{
    private NpgsqlConnection? session;

    /// <summary>Locks such a lane, else any; none if the database is away, or all are locked.</summary>
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
            // Another worker has the database; then this fault does not happen.
        }
    }

    /// <summary>Ends the session, which releases the lock.</summary>
    public async ValueTask DisposeAsync()
    {
        if (session is not null)
        {
            await session.DisposeAsync();
        }
    }
}
