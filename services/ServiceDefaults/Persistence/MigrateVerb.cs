using Microsoft.Extensions.Configuration;
using Npgsql;

namespace Relay.ServiceDefaults.Persistence;

/// <summary>
/// <c>migrate</c>: brings the database to this version's schema and ends, for deployments whose services may not change tables. It needs only
/// <c>ConnectionStrings__Postgres</c>, with a role that may.
/// </summary>
internal sealed class MigrateVerb(IConfiguration configuration, IEnumerable<SchemaContext> contexts) : IVerb
{
    public const string Argument = "migrate";

    public string Name => Argument;

    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        if (configuration["ConnectionStrings:Postgres"] is not { Length: > 0 } postgres)
        {
            await Console.Error.WriteLineAsync("ConnectionStrings__Postgres is not set. Set it to the database, with a role that owns it.");
            return 1;
        }

        try
        {
            await using var database = NpgsqlDataSource.Create(postgres);
            var applied = await Schema.MigrateAsync(database, [.. contexts], cancellationToken);
            await Console.Out.WriteLineAsync($"The database is migrated; {applied} migrations were new.");
            return 0;
        }
        catch (Exception error) when (error is NpgsqlException or ArgumentException)
        {
            // Its message could quote the connection string.
            await Console.Error.WriteLineAsync($"Migrating failed: {error.GetType().Name}, SQLSTATE {(error as PostgresException)?.SqlState ?? "none"}.");
            return 1;
        }
    }
}
