using System.Diagnostics;
using Npgsql;

namespace Relay.Bench.Measuring;

/// <summary>
/// How many transactions a system's databases commit, those that only read included. PostgreSQL's sessions tell it late, up to ten seconds
/// after they fell silent, so a count is read that long after the measurement; what an idle system commits meanwhile counts with it.
/// </summary>
internal static class Commits
{
    private static readonly TimeSpan ToldWithin = TimeSpan.FromSeconds(11);

    /// <summary>The commits until now; exact where the databases have been silent for a while.</summary>
    public static async Task<long> ReadAsync(IReadOnlyList<string> databases)
    {
        var sum = 0L;
        foreach (var database in databases)
        {
            // A session of its own: one that is kept would tell its own commits late as well.
            await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(database) { Pooling = false }.ConnectionString);
            await connection.OpenAsync();
            await using var command = new NpgsqlCommand("SELECT xact_commit FROM pg_stat_database WHERE datname = current_database()", connection);
            sum += (long)(await command.ExecuteScalarAsync())!;
        }

        return sum;
    }

    /// <summary>The same, late enough after a moment that all commits until then are told.</summary>
    public static async Task<long> ReadAfterAsync(IReadOnlyList<string> databases, long moment)
    {
        if (ToldWithin - Stopwatch.GetElapsedTime(moment) is { Ticks: > 0 } left)
        {
            await Task.Delay(left, TimeProvider.System, CancellationToken.None);
        }

        return await ReadAsync(databases);
    }
}
