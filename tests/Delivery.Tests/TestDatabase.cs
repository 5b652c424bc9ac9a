using Microsoft.EntityFrameworkCore;
using Npgsql;
using Relay.Delivery.Tables;
using Relay.Harness;

namespace Relay.Delivery.Tests;

/// <summary>A database with Delivery's tables, which tests query and change from outside.</summary>
internal sealed class TestDatabase : IAsyncDisposable
{
    private readonly Database database;

    private TestDatabase(Database database)
    {
        this.database = database;
        Source = NpgsqlDataSource.Create(database.ConnectionString);
    }

    public NpgsqlDataSource Source { get; }

    public string ConnectionString => database.ConnectionString;

    public static async Task<TestDatabase> CreateAsync()
    {
        var servers = await Servers.StartAsync();
        var created = new TestDatabase(await servers.CreateDatabaseAsync("delivery"));
        var options = new DbContextOptionsBuilder<DeliveryDbContext>().UseSnakeCaseNamingConvention().UseNpgsql(created.Source).Options;
        await using var context = new DeliveryDbContext(options);
        await context.Database.MigrateAsync();
        return created;
    }

    public async Task<int> ExecuteAsync(string sql)
    {
        await using var command = Source.CreateCommand(sql);
        return await command.ExecuteNonQueryAsync();
    }

    public async Task<T?> ScalarAsync<T>(string sql)
    {
        await using var command = Source.CreateCommand(sql);
        return await command.ExecuteScalarAsync() is T value ? value : default;
    }

    public async Task<List<T>> ColumnAsync<T>(string sql)
    {
        await using var command = Source.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync();
        var values = new List<T>();
        while (await reader.ReadAsync())
        {
            values.Add(reader.GetFieldValue<T>(0));
        }

        return values;
    }

    /// <summary>Waits for a condition on rows: a SELECT of one boolean.</summary>
    public Task UntilAsync(string sql) => Waiting.UntilAsync(async () => await ScalarAsync<bool>(sql), TimeSpan.FromSeconds(40), sql);

    public async ValueTask DisposeAsync()
    {
        await Source.DisposeAsync();
        await database.DisposeAsync();
    }
}
