using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Relay.ServiceDefaults.Persistence;

/// <summary>A context whose migrations make tables of the service's database. All of a database's contexts share one history of migrations.</summary>
/// <param name="Type">The context's class: its migrations are in the same assembly.</param>
/// <param name="Open">Makes one on a database.</param>
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
