using Npgsql;

namespace Relay.ServiceDefaults.Persistence;

/// <summary>Brings the database to this version's schema.</summary>
internal interface IMigration
{
    /// <summary>Migrates now, one instance at a time.</summary>
    /// <exception cref="NpgsqlException">The database is away, or refuses.</exception>
    Task MigrateAsync(CancellationToken cancellationToken);
}
