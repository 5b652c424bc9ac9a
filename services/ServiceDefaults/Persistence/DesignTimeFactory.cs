using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace Relay.ServiceDefaults.Persistence;

/// <summary>
/// Lets <c>dotnet ef migrations add</c> work without environment or database: a service derives an empty class from it. The context needs a
/// constructor that takes <see cref="DbContextOptions{TContext}"/>.
/// </summary>
public abstract class DesignTimeFactory<TContext> : IDesignTimeDbContextFactory<TContext>
    where TContext : DbContext
{
    /// <inheritdoc/>
    public TContext CreateDbContext(string[] args)
    {
        var options = new DbContextOptionsBuilder<TContext>();
        DatabaseExtensions.Configure(options).UseNpgsql();
        return (TContext)Activator.CreateInstance(typeof(TContext), options.Options)!;
    }
}
