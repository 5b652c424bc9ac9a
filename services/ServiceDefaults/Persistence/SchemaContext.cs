using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Relay.ServiceDefaults.Persistence;

/// <summary>A context whose migrations create tables in the service's database. All contexts of a database share one migration history.</summary>
/// <param name="Type">The context's class; its migrations are in the same assembly.</param>
/// <param name="Open">Opens the context on a database.</param>
internal sealed record SchemaContext(Type Type, Func<NpgsqlDataSource, DbContext> Open)
{
    public static SchemaContext Of<TContext>()
        where TContext : DbContext => new(typeof(TContext), database =>
        {
            var options = new DbContextOptionsBuilder<TContext>();
            DatabaseExtensions.Configure(options).UseNpgsql(database);
            return (TContext)Activator.CreateInstance(typeof(TContext), options.Options)!;
        });
}
