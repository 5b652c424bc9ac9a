using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Npgsql;
using Relay.Harness;
using Relay.ServiceDefaults.Persistence;
using Relay.ServiceDefaults.Telemetry;

namespace Relay.ServiceDefaults.Tests.Hosting;

public sealed class MetricsTests
{
    private const string Gauge = "relay_test_kept";

    private static readonly DatabaseLook Look = new(
        "SELECT * FROM (VALUES ('yes', 42::float8), ('no', NULL)) AS t (kept, things)", "kept",
        new LookedGauge("relay.test.kept", "things", "{thing}", "Of this test."));

    [Fact]
    public async Task A_database_that_is_away_makes_its_gauges_unknown_and_keeps_no_scrape_waiting()
    {
        var servers = await Servers.StartAsync();
        var real = new NpgsqlConnectionStringBuilder(servers.Postgres);
        await using var door = new TcpDoor(real.Port);
        real.Port = door.Port;
        var time = new FakeTimeProvider();
        await using var service = await StartAsync(real.ConnectionString, time);
        var management = new Uri(service.Urls.Last());
        await UntilAsync(management, now => now.Value(Gauge, "kept=\"yes\"") == 42, "the first look");

        door.Shut();
        time.Advance(TimeSpan.FromSeconds(46));
        var alone = await Scrape.OfAsync(management);
        Assert.Equal(double.NaN, alone.Value(Gauge, "kept=\"yes\""));
        Assert.Equal(46, alone.Value("relay_database_look_age_seconds"));

        door.Open();
        time.Advance(TimeSpan.FromSeconds(15));
        await UntilAsync(management, now => now.Value(Gauge, "kept=\"yes\"") == 42 && now.Value("relay_database_look_age_seconds") == 0, "the next look");
        Assert.Equal(double.NaN, (await Scrape.OfAsync(management)).Value(Gauge, "kept=\"no\""));
        using var http = new HttpClient();
        using var hidden = await http.GetAsync(new Uri(new Uri(service.Urls.First()), "metrics"), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, hidden.StatusCode);
    }

    private static async Task<WebApplication> StartAsync(string database, FakeTimeProvider time)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration["URLS"] = "http://127.0.0.1:0";
        builder.Configuration["MANAGEMENT_URL"] = "http://127.0.0.1:0";
        builder.Configuration["ConnectionStrings:RabbitMq"] = "amqp://nobody:nothing@nowhere.invalid:1/none";
        builder.Configuration["ConnectionStrings:Postgres"] = database;
        builder.AddServiceDefaults("measured", port: 0, managementPort: 0);
        builder.Logging.ClearProviders();
        var ready = new DatabaseReady();
        ready.Set();
        builder.Services.AddSingleton<TimeProvider>(time).AddSingleton<IDatabaseReady>(ready);
        builder.Services.AddSingleton(NpgsqlDataSource.Create(database)).AddSingleton(Look).AddHostedService<DatabaseLooks>();
        var service = builder.Build();
        service.UseMetrics();
        await service.StartAsync();
        return service;
    }

    private static Task UntilAsync(Uri management, Func<Scrape, bool> condition, string what) =>
        Waiting.UntilAsync(async () => condition(await Scrape.OfAsync(management)), TimeSpan.FromSeconds(60), what, every: TimeSpan.FromMilliseconds(100));
}
