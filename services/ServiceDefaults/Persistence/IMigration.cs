using Npgsql;

namespace Relay.ServiceDefaults.Persistence;

/// <summary>Brings the database to this version's schema.</summary>
internal interface IMigration
{
    /// <summary>Does it now, in turn with other instances.</summary>
    /// <exception cref="NpgsqlException">The database is away, or refuses.</exception>
    Task MigrateAsync(CancellationToken cancellationToken);
}
