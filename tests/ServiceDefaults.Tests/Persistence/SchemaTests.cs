using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql;
using Relay.Harness;
using Relay.ServiceDefaults.Persistence;

namespace Relay.ServiceDefaults.Tests.Persistence;

public sealed class SchemaTests : IAsyncLifetime
{
    private Database? database;

    private string ConnectionString => database!.ConnectionString;

    public async ValueTask InitializeAsync() => database = await (await Servers.StartAsync()).CreateDatabaseAsync("schema");

    public ValueTask DisposeAsync() => database!.DisposeAsync();

    [Fact]
    public async Task An_empty_database_gets_every_migration_and_is_left_alone_afterwards()
    {
        Assert.Equal(2, await MigrateAsync());

        Assert.Equal("", await ReadAsync("SELECT added FROM known UNION ALL SELECT ''"));
        Assert.Equal(0, await MigrateAsync(ConnectionString, _ => throw new InvalidOperationException("Nothing is missing.")));
    }

    [Fact]
    public async Task A_database_of_an_earlier_version_gets_what_is_missing()
    {
        await using (var source = NpgsqlDataSource.Create(ConnectionString))
        await using (var context = Open(source))
        {
            await context.Database.MigrateAsync("20000101000000_First");
        }

        Assert.Equal(1, await MigrateAsync());
        Assert.Equal("", await ReadAsync("SELECT added FROM known UNION ALL SELECT ''"));
    }

    [Fact]
    public async Task A_database_of_a_later_version_is_left_as_it_is()
    {
        await MigrateAsync();
        await ReadAsync("INSERT INTO \"__EFMigrationsHistory\" VALUES ('29991231235959_Later', '99.0.0') RETURNING ''");

        Assert.Equal(0, await MigrateAsync(ConnectionString, _ => throw new InvalidOperationException("Nothing is missing.")));
    }

    [Fact]
    public async Task Who_may_change_no_table_starts_where_no_migration_is_missing_and_is_refused_where_one_is()
    {
        var reading = new NpgsqlConnectionStringBuilder(ConnectionString) { Options = "-c default_transaction_read_only=on" }.ConnectionString;

        await Assert.ThrowsAsync<PostgresException>(() => MigrateAsync(reading, Open));
        await MigrateAsync();
        Assert.Equal(0, await MigrateAsync(reading, Open));
    }

    [Fact]
    public async Task Of_many_instances_one_migrates()
    {
        var missing = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => MigrateAsync()));

        Assert.Equal([0, 0, 0, 0, 2], missing.Order());
    }

    [Fact]
    public async Task Migrations_are_those_that_EF_Core_finds_in_the_contexts_assembly()
    {
        await using var source = NpgsqlDataSource.Create(ConnectionString);
        await using var context = Open(source);

        Assert.Equal(context.Database.GetMigrations(), Schema.Known(typeof(KnownContext)).Order(StringComparer.Ordinal));
    }

    private Task<int> MigrateAsync() => MigrateAsync(ConnectionString, Open);

    private static async Task<int> MigrateAsync(string connectionString, Func<NpgsqlDataSource, DbContext> open)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        return await Schema.MigrateAsync(source, [new SchemaContext(typeof(KnownContext), open)], default);
    }

    private static KnownContext Open(NpgsqlDataSource source)
    {
        var options = new DbContextOptionsBuilder<KnownContext>();
        DatabaseExtensions.Configure(options).UseNpgsql(source);
        return new KnownContext(options.Options);
    }

    private async Task<string?> ReadAsync(string sql)
    {
        await using var source = NpgsqlDataSource.Create(ConnectionString);
        await using var command = source.CreateCommand(sql);
        return (string?)await command.ExecuteScalarAsync();
    }
}

public sealed class KnownContext(DbContextOptions<KnownContext> options) : DbContext(options);

public sealed class OtherContext(DbContextOptions<OtherContext> options) : DbContext(options);

[DbContext(typeof(KnownContext))]
[Migration("20000101000000_First")]
public sealed class First : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("CREATE TABLE known (id bigint)");
}

[DbContext(typeof(KnownContext))]
[Migration("20000102000000_Second")]
public sealed class Second : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("ALTER TABLE known ADD added text");
}

/// <summary>Another context's, in the same assembly.</summary>
[DbContext(typeof(OtherContext))]
[Migration("20000103000000_Foreign")]
public sealed class Foreign : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("CREATE TABLE foreign_table (id bigint)");
}
