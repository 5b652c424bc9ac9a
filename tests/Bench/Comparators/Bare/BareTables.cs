using Npgsql;

namespace Relay.Bench.Comparators.Bare;

/// <summary>One gateway's tables, with only what the guarantees need.</summary>
internal static class BareTables
{
    private const string Make =
        """
        CREATE TABLE accepted (id bigint PRIMARY KEY, lane bigint NOT NULL, number bigint NOT NULL, body text NOT NULL,
            publish_at timestamptz NOT NULL, settled_at timestamptz);
        CREATE INDEX accepted_due ON accepted (publish_at) WHERE settled_at IS NULL;
        CREATE TABLE given (lane bigint PRIMARY KEY, number bigint NOT NULL);
        CREATE TABLE delivery (id bigint PRIMARY KEY, lane bigint NOT NULL, number bigint NOT NULL, body text NOT NULL,
            state smallint NOT NULL, attempt int NOT NULL, done_at timestamptz);
        CREATE INDEX delivery_open ON delivery (lane, number) WHERE done_at IS NULL;
        CREATE TABLE done (lane bigint PRIMARY KEY, number bigint NOT NULL);
        """;

    public static async Task<NpgsqlDataSource> OpenAsync(string connectionString)
    {
        var database = NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(connectionString) { MaxAutoPrepare = 50, AutoPrepareMinUsages = 2 }.ConnectionString);
        await using var make = database.CreateCommand(Make);
        await make.ExecuteNonQueryAsync();
        return database;
    }
}
