using System.Collections.Concurrent;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using Relay.Harness;
using Relay.ServiceDefaults.Bus;
using Relay.ServiceDefaults.DeadLetters;
using Relay.ServiceDefaults.Persistence;

namespace Relay.ServiceDefaults.Tests.Bus;

/// <summary>A service with the bus of all services, and dead letters in memory.</summary>
internal sealed class TestService : IAsyncDisposable
{
    /// <summary>Long enough for a machine that builds and tests everything else at the same time.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly WebApplication app;

    private TestService(WebApplication app) => this.app = app;

    public RecordedDeadLetters Dead => app.Services.GetRequiredService<RecordedDeadLetters>();

    public IBusSender Bus => app.Services.GetRequiredService<IBusSender>();

    public IServiceProvider Services => app.Services;

    /// <summary>Its public address.</summary>
    public Uri Url => new(app.Urls.First());

    /// <summary>Its management address.</summary>
    public Uri ManagementUrl => new(app.Urls.Last());

    public static async Task<TestService> StartAsync(
        string name, Uri broker, Action<IBusRegistrationConfigurator> consumers, IDatabaseReady? database = null, bool waitForBus = true)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration["URLS"] = "http://127.0.0.1:0";
        builder.Configuration["MANAGEMENT_URL"] = "http://127.0.0.1:0";
        builder.Configuration["ConnectionStrings:RabbitMq"] = broker.AbsoluteUri;
        builder.Configuration["ConnectionStrings:Postgres"] = "Host=nowhere.invalid;Database=none";
        builder.AddServiceDefaults(name, port: 0, managementPort: 0);
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(database ?? new ReadyDatabase());
        builder.Services.AddSingleton<RecordedDeadLetters>();
        builder.Services.AddSingleton<IDeadLetters>(services => services.GetRequiredService<RecordedDeadLetters>());
        builder.AddBus(consumers);
        var built = builder.Build();
        built.MapServiceDefaults();
        await built.StartAsync();
        var service = new TestService(built);
        if (waitForBus)
        {
            await service.WaitUntilReadyAsync();
        }

        return service;
    }

    public Task WaitUntilReadyAsync() => Waiting.UntilAsync(
        async () =>
        {
            using var http = new HttpClient();
            using var answer = await http.GetAsync(new Uri(Url, "/health/ready"));
            return answer.IsSuccessStatusCode;
        },
        TestService.Patience,
        "the service is ready");

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
    }

    private sealed class ReadyDatabase : IDatabaseReady
    {
        public Task WaitAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}

/// <summary>Dead letters in memory; the first calls can be made to fail as a database does.</summary>
internal sealed class RecordedDeadLetters : IDeadLetters
{
    private int failures;

    public ConcurrentQueue<DeadLetter> Letters { get; } = [];

    public void FailNext(int calls) => failures = calls;

    public Task StoreAsync(DeadLetter letter, CancellationToken cancellationToken)
    {
        if (Interlocked.Decrement(ref failures) >= 0)
        {
            throw new PostgresException("shutting down", "FATAL", "FATAL", PostgresErrorCodes.AdminShutdown);
        }

        Letters.Enqueue(letter);
        return Task.CompletedTask;
    }

    public Task StoreAsync(NpgsqlConnection connection, IReadOnlyList<DeadLetter> letters, CancellationToken cancellationToken) =>
        throw new InvalidOperationException("The bus has no transaction of its own.");

    public async Task<DeadLetter> SingleAsync()
    {
        await Waiting.UntilAsync(() => !Letters.IsEmpty, TestService.Patience, "a dead letter");
        return Assert.Single(Letters);
    }
}
