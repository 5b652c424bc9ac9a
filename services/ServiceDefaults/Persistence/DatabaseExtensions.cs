using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Relay.ServiceDefaults.Configuration;
using Relay.ServiceDefaults.DeadLetters;
using Relay.ServiceDefaults.DeadLetters.Tables;
using Relay.ServiceDefaults.Examining;
using Relay.ServiceDefaults.Telemetry;

namespace Relay.ServiceDefaults.Persistence;

/// <summary>The service's own database.</summary>
public static class DatabaseExtensions
{
    private const int DefaultPoolSize = 30;
    private static readonly TimeSpan IdleInTransaction = TimeSpan.FromSeconds(4);

    /// <summary>
    /// One <see cref="NpgsqlDataSource"/>, pooled contexts on it (<see cref="IDbContextFactory{TContext}"/>, and scoped), migration at start
    /// (<see cref="IDatabaseReady"/>), dead letters, and a health check.
    /// </summary>
    public static WebApplicationBuilder AddDatabase<TContext>(this WebApplicationBuilder builder)
        where TContext : DbContext
    {
        var services = builder.Services;
        services.AddSingleton(provider => CreateDataSource(
            provider.GetRequiredService<RelayOptions>(),
            provider.GetRequiredService<ServiceIdentity>(),
            provider.GetRequiredService<ILoggerFactory>()));
        services.AddPooledDbContextFactory<TContext>((provider, options) =>
            Configure(options).UseNpgsql(provider.GetRequiredService<NpgsqlDataSource>()));
        services.TryAddScoped(provider => provider.GetRequiredService<IDbContextFactory<TContext>>().CreateDbContext());
        services.TryAddSingleton<DatabaseRetries>();
        services.AddSingleton<DatabaseReady>();
        services.AddSingleton<IDatabaseReady>(provider => provider.GetRequiredService<DatabaseReady>());
        services.AddSingleton<IDeadLetters, DeadLetters.DeadLetters>();
        services.AddSingleton<DeadLetterDesk>().AddSingleton<IDeadLetterReplay, QueueReplay>();
        services.AddSingleton<Migrating>().AddSingleton<IMigration>(provider => provider.GetRequiredService<Migrating>());
        services.AddHostedService(provider => provider.GetRequiredService<Migrating>());
        services.AddSingleton<IExamination, DatabaseExamination>();
        services.AddSingleton<MigrateVerb>();
        services.AddTablesOf<TContext>();
        services.AddHostedService<Retention>().AddSingleton(DeadLetters.DeadLetters.Decided);
        services.AddSingleton(WaitingLetters.Gauge).AddHostedService<DatabaseLooks>();
        services.AddHealthChecks()
            .AddCheck<DatabaseHealth>("database")
            .AddCheck<DeadLetterHealth>("dead_letters");
        return builder;
    }

    /// <summary>Tables of a further context in the same database: it is migrated and examined with the first.</summary>
    public static IServiceCollection AddTablesOf<TContext>(this IServiceCollection services)
        where TContext : DbContext => services.AddSingleton(SchemaContext.Of<TContext>());

    /// <summary>What contexts at run time and at design time have in common.</summary>
    internal static DbContextOptionsBuilder Configure(DbContextOptionsBuilder options) => options.UseSnakeCaseNamingConvention();

    private static NpgsqlDataSource CreateDataSource(RelayOptions options, ServiceIdentity identity, ILoggerFactory loggers)
    {
        var source = new NpgsqlDataSourceBuilder(options.Postgres);
        var connection = source.ConnectionStringBuilder;
        var asked = new NpgsqlConnectionStringBuilder(options.Postgres);
        connection.ApplicationName = identity.Name;
        connection.MaxAutoPrepare = 50;
        connection.MaxPoolSize = asked.ContainsKey("Maximum Pool Size") ? asked.MaxPoolSize : DefaultPoolSize;
        connection.Timeout = 5;
        connection.CommandTimeout = 15;
        connection.KeepAlive = 10;
        // Seven statements at each use of a pooled connection, to undo what nobody here does: session settings are for their transaction, and
        // advisory locks are given back by who took them.
        connection.NoResetOnClose = true;
        // Every statement at run time is a look-up by keys. Planned once, and not by statistics: those of tables that fill and empty within
        // minutes are always of another moment, and a plan that scans such a table is slow just when there is much to do.
        const string keyedPlans = "-c plan_cache_mode=force_generic_plan -c enable_hashjoin=off -c enable_mergejoin=off -c enable_seqscan=off -c jit=off";
        // Who is frozen within a transaction holds its locks, and others wait for them: that must end soon. Nobody here takes long between two
        // statements of a transaction.
        connection.Options = $"{asked.Options} {keyedPlans} -c idle_in_transaction_session_timeout={IdleInTransaction.TotalMilliseconds}".TrimStart();
        // Its metrics would name it by the connection string.
        source.Name = identity.Name;
        // Error details quote values of rows.
        connection.IncludeErrorDetail = false;
        return source.UseLoggerFactory(loggers).Build();
    }
}
