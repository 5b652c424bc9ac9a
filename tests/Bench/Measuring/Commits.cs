using System.Diagnostics;
using Npgsql;

namespace Relay.Bench.Measuring;

/// <summary>
/// The number of transactions that a system's databases commit, including read-only ones. PostgreSQL's sessions report it late, up to ten seconds
/// after their last activity, so it is read that long after the measurement; commits of an idle system meanwhile are included.
/// </summary>
internal static class Commits
{
    private static readonly TimeSpan ToldWithin = TimeSpan.FromSeconds(11);

    /// <summary>The commits until now; exact if the databases have been idle for a while.</summary>
    public static async Task<long> ReadAsync(IReadOnlyList<string> databases)
    {
        var sum = 0L;
        foreach (var database in databases)
        {
            // A new session: a pooled one would report its own commits late as well.
            await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(database) { Pooling = false }.ConnectionString);
            await connection.OpenAsync();
            await using var command = new NpgsqlCommand("SELECT xact_commit FROM pg_stat_database WHERE datname = current_database()", connection);
            sum += (long)(await command.ExecuteScalarAsync())!;
        }

        return sum;
    }

    /// <summary>The same, late enough after a moment that all commits until then are reported.</summary>
    public static async Task<long> ReadAfterAsync(IReadOnlyList<string> databases, long moment)
    {
        if (ToldWithin - Stopwatch.GetElapsedTime(moment) is { Ticks: > 0 } left)
        {
            await Task.Delay(left, TimeProvider.System, CancellationToken.None);
        }

        return await ReadAsync(databases);
    }
}
