using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Npgsql;
using Relay.ServiceDefaults.Administration;
using Relay.ServiceDefaults.Configuration;
using Relay.ServiceDefaults.DeadLetters;
using Relay.ServiceDefaults.Examining;
using Relay.ServiceDefaults.Faults;
using Relay.ServiceDefaults.Health;
using Relay.ServiceDefaults.Persistence;
using Relay.ServiceDefaults.Telemetry;

namespace Relay.ServiceDefaults;

/// <summary>Hosting that all services share.</summary>
public static class ServiceDefaultsExtensions
{
    /// <summary>How long running work may take to finish after SIGTERM.</summary>
    public static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(20);

    /// <summary>
    /// Configuration, logs, telemetry, health, listeners, <see cref="RelayOptions"/>, <see cref="TimeProvider"/>,
    /// <see cref="Phones.SpelledPhones"/>.
    /// </summary>
    /// <param name="name">The service's name in kebab-case.</param>
    /// <param name="port">The public port if ASPNETCORE_URLS is not set.</param>
    /// <param name="managementPort">The loopback port if MANAGEMENT_URL is not set.</param>
    public static WebApplicationBuilder AddServiceDefaults(this WebApplicationBuilder builder, string name, int port, int managementPort)
    {
        UnhandledFaults.HideMessages();
        var files = new SecretFiles(Environment.GetEnvironmentVariables());
        ((IConfigurationBuilder)builder.Configuration).Add(files);
        builder.Services.AddSingleton(files);
        builder.Services.AddSingleton(new ServiceIdentity(name));
        builder.Services.AddSingleton(TimeProvider.System);
        builder.AddOptionsFromEnvironment<RelayOptions>();
        builder.Services.AddSingleton(services => new Phones.SpelledPhones(services.GetRequiredService<RelayOptions>().PhoneRegion));
        builder.AddJsonLogs();
        builder.AddTelemetry(name);
        builder.Services.AddHealthChecks();
        builder.Services.AddSingleton<RecentHealth>();
        builder.Services.AddSingleton<Refusals>().AddHostedService<RefusalReport>();
        builder.Services.AddSingleton<IVerb, Doctor>().AddSingleton<IExamination, RunningExamination>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = ShutdownTimeout);
        builder.Listen(port, managementPort);
        return builder;
    }

    /// <summary>
    /// Decides from here on who may use which endpoint. Maps <c>/health/live</c>, <c>/health/ready</c>, and on the management port the details and the
    /// dead letters.
    /// </summary>
    public static WebApplication MapServiceDefaults(this WebApplication app)
    {
        app.UseMiddleware<FrontDoor>(app.OnManagementPort());
        app.MapHealth();
        app.MapDeadLetters();
        return app;
    }

    /// <summary>
    /// Runs until it is stopped, or executes the command that its first argument names (<see cref="IVerb"/>) and ends. If the configuration is missing or
    /// wrong, prints what to set, one sentence per line, and starts nothing.
    /// </summary>
    /// <returns>The process's exit code: 0, or 1 if it could not start.</returns>
    public static async Task<int> RunServiceAsync(this WebApplication app, string[] args)
    {
        // The command migrate runs with the role of the database's owner, and with no other setting of the service.
        var problems = args is [MigrateVerb.Argument] ? [] : Problems(app.Services);
        if (problems.Count == 0)
        {
            try
            {
                return await RunAsync(app, args);
            }
            catch (IOException error) when (error.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException)
            {
                problems = [$"{error.Message} Set ASPNETCORE_URLS or MANAGEMENT_URL to another one."];
            }
        }

        foreach (var problem in problems)
        {
            await Console.Error.WriteLineAsync(problem);
        }

        await app.DisposeAsync();
        return 1;
    }

    private static async Task<int> RunAsync(WebApplication app, string[] args)
    {
        if (args is not [{ } asked, ..] || asked.StartsWith('-'))
        {
            app.UseMetrics(); // starts measuring: not before the options are validated, and not for commands that end at once
            await app.RunAsync();
            return 0;
        }

        await using (app)
        {
            if (asked == MigrateVerb.Argument)
            {
                return await app.Services.GetRequiredService<MigrateVerb>().RunAsync(CancellationToken.None);
            }

            var verbs = app.Services.GetServices<IVerb>().Append(app.Services.GetRequiredService<MigrateVerb>()).ToList();
            if (verbs.Find(verb => verb.Name == asked) is { } found)
            {
                return await RunAsync(found, found.NeedsDatabase ? app.Services.GetServices<IMigration>() : []);
            }

            await Console.Error.WriteLineAsync(
                $"Unknown command '{asked}'. Without a command the service runs; its commands are: {string.Join(", ", verbs.Select(verb => verb.Name))}");
            return 1;
        }
    }

    /// <summary>The database may come from a backup of an earlier version.</summary>
    private static async Task<int> RunAsync(IVerb verb, IEnumerable<IMigration> migrations)
    {
        try
        {
            foreach (var migration in migrations)
            {
                await migration.MigrateAsync(CancellationToken.None);
            }

            return await verb.RunAsync(CancellationToken.None);
        }
        catch (NpgsqlException error)
        {
            await Console.Error.WriteLineAsync(
                $"The database does not answer, or refuses ({(error as PostgresException)?.SqlState ?? error.GetType().Name}): "
                    + "nothing was done. Check ConnectionStrings__Postgres.");
            return 1;
        }
    }

    private static IReadOnlyList<string> Problems(IServiceProvider services)
    {
        try
        {
            FailPoint.Parse(Environment.GetEnvironmentVariable(FailPoint.Variable));
            services.GetService<IStartupValidator>()?.Validate();
            return [];
        }
        catch (ArgumentException error) when (error.Message.StartsWith(FailPoint.Variable, StringComparison.Ordinal))
        {
            return [error.Message];
        }
        catch (OptionsValidationException error)
        {
            return [.. error.Failures];
        }
        catch (AggregateException error) when (error.InnerExceptions.All(inner => inner is OptionsValidationException))
        {
            return [.. error.InnerExceptions.Cast<OptionsValidationException>().SelectMany(inner => inner.Failures)];
        }
    }

    private static void Listen(this WebApplicationBuilder builder, int port, int managementPort)
    {
        var open = builder.Configuration["URLS"] is { Length: > 0 } urls ? urls : $"http://*:{port}";
        var management = builder.Configuration["MANAGEMENT_URL"] is { Length: > 0 } url ? OwnAddress.Of(url) : $"http://127.0.0.1:{managementPort}";
        // The management address comes last, so that its port can be found again.
        builder.Services.AddSingleton(new ManagementAddress(management));
        builder.WebHost.UseUrls($"{open.TrimEnd(';')};{management}");
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = RequestBody.Largest;
        });
    }
}
