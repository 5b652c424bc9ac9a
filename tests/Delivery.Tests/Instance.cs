using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Relay.Delivery.Providers;
using Relay.Delivery.Settings;
using Relay.Delivery.Tables;
using Relay.Delivery.Tests.InMemory;
using Relay.ServiceDefaults;
using Relay.ServiceDefaults.Bus;
using Relay.ServiceDefaults.Configuration;
using Relay.ServiceDefaults.Persistence;

namespace Relay.Delivery.Tests;

/// <summary>One instance of a gateway that consists only of Delivery: real classes, with fakes at the edges.</summary>
internal sealed class Instance : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly string applicationName;
    private readonly TestDatabase database;
    private readonly Stack<IHostedService> running = [];

    private Instance(WebApplication app, string applicationName, TestDatabase database) =>
        (this.app, this.applicationName, this.database) = (app, applicationName, database);

    /// <summary>Composes it; nothing runs yet.</summary>
    public static Instance Create(
        TestDatabase database, InMemoryProvider provider, FakeBus bus, DeliveryOptions? options = null, ProviderRate? rate = null, TimeProvider? time = null)
    {
        var name = $"test-{Guid.NewGuid():N}";
        var builder = WebApplication.CreateSlimBuilder();
        var services = builder.Services;
        services.AddSingleton(new ServiceIdentity(name)).AddSingleton(time ?? TimeProvider.System);
        services.AddSingleton(new RelayOptions { Postgres = database.ConnectionString }).AddSingleton(options ?? new DeliveryOptions());
        services.AddSingleton(rate ?? ProviderRate.Off);
        builder.Logging.ClearProviders();
        builder.AddDatabase<DeliveryDbContext>();
        services.AddSingleton<IDatabaseReady, Ready>();
        builder.AddDelivery(gateway => gateway
            .PublishesInLanes<Letter>((letter, number, previous) => letter with { Number = number, Previous = previous })
            .SendsBy<InMemoryProvider, Part, TestWriters>(peer: "peer-gateway", provider: "memory"));
        services.AddSingleton<IProvider<Part>>(provider).AddSingleton<IBusSender>(bus);
        foreach (var type in new[] { "text", "note", "change" })
        {
            services.AddSingleton<IMessageKind<Part>>(new Texts(provider, type));
        }

        services.AddSingleton<Errand>().AddSingleton<ILaneWork>(services => services.GetRequiredService<Errand>());
        return new Instance(builder.Build(), name, database);
    }

    public T Get<T>()
        where T : notnull => app.Services.GetRequiredService<T>();

    /// <summary>A single background service, for tests that make its steps themselves.</summary>
    public T Hosted<T>()
        where T : IHostedService => GetAll<IHostedService>().OfType<T>().Single();

    public IEnumerable<T> GetAll<T>() => app.Services.GetServices<T>();

    /// <summary>Starts Delivery's background services, or some of them.</summary>
    public async Task<Instance> StartAsync(params string[] only)
    {
        foreach (var service in app.Services.GetServices<IHostedService>())
        {
            var type = service.GetType();
            if (type.Namespace!.StartsWith("Relay.Delivery", StringComparison.Ordinal)
                && (only.Length == 0 || type.Name == "DatabaseIdentity" || only.Contains(type.Name)))
            {
                await service.StartAsync(CancellationToken.None);
                running.Push(service);
            }
        }

        return this;
    }

    /// <summary>Stops in the host's order: the last started first.</summary>
    public async Task StopAsync()
    {
        while (running.TryPop(out var service))
        {
            await service.StopAsync(CancellationToken.None);
        }
    }

    /// <summary>As by kill -9: it writes nothing more, and its connections close.</summary>
    public async Task KillAsync()
    {
        running.Clear();
        await Get<NpgsqlDataSource>().DisposeAsync();
        await database.ExecuteAsync($"SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE application_name = '{applicationName}'");
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await app.DisposeAsync();
    }

    private sealed class Ready : IDatabaseReady
    {
        public Task WaitAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
