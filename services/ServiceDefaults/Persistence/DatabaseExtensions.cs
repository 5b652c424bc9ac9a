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

    /// <summary>Adds a further context in the same database: it is migrated and examined with the first one.</summary>
    public static IServiceCollection AddTablesOf<TContext>(this IServiceCollection services)
        where TContext : DbContext => services.AddSingleton(SchemaContext.Of<TContext>());

    /// <summary>Options for contexts at run time and at design time.</summary>
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
        // A reset costs seven statements per use of a pooled connection, to undo what is never done here: settings are set for a transaction, and advisory
        // locks are released by the code that took them.
        connection.NoResetOnClose = true;
        // Every statement at run time is a look-up by keys. It is planned once, and without statistics: those of tables that fill and empty within minutes
        // are always out of date, and a plan that scans such a table is slow just when there is a backlog.
        const string keyedPlans = "-c plan_cache_mode=force_generic_plan -c enable_hashjoin=off -c enable_mergejoin=off -c enable_seqscan=off -c jit=off";
        // A process that is frozen within a transaction holds its locks, and others wait for them: this must end soon. No code here idles long within a
        // transaction.
        connection.Options = $"{asked.Options} {keyedPlans} -c idle_in_transaction_session_timeout={IdleInTransaction.TotalMilliseconds}".TrimStart();
        // Its metrics would have the connection string as a tag.
        source.Name = identity.Name;
        // Error details quote values of rows.
        connection.IncludeErrorDetail = false;
        return source.UseLoggerFactory(loggers).Build();
    }
}
