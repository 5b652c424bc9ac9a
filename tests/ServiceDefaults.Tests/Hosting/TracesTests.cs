using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Relay.Harness;
using Relay.Harness.Tracing;
using Relay.ServiceDefaults.Telemetry;

namespace Relay.ServiceDefaults.Tests.Hosting;

/// <summary>Spans are a process's: while other tests run, theirs are collected too.</summary>
[Collection(nameof(TracesTests))]
[CollectionDefinition(nameof(TracesTests), DisableParallelization = true)]
public sealed class TracesTests
{
    private const string ForeignTrace = "0af7651916cd43dd8448eb211c80319c";

    [Fact]
    public async Task Traces_begin_with_requests_and_messages_alone_and_tell_no_address_no_exception_and_no_callers_trace()
    {
        using var source = new ActivitySource("Relay.TracesTests");
        await using var collector = await SpanCollector.StartAsync();
        await using var app = Build(collector, out var url);
        app.MapGet("/orders/{id}", (string id) =>
        {
            app.Logger.LogWarning("planted-log of {Id}", id);
            return WorkAsync(source);
        });
        await app.StartAsync(TestContext.Current.CancellationToken);

        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(url, "orders/planted-path?token=planted-query"));
        request.Headers.Add("traceparent", $"00-{ForeignTrace}-b7ad6b7169203331-00");
        request.Headers.UserAgent.ParseAdd("planted-agent");
        using (await http.SendAsync(request, TestContext.Current.CancellationToken))
        {
            await Waiting.UntilAsync(() => Exported(collector).Count >= 3, TimeSpan.FromSeconds(30), "the spans are exported");
        }

        await app.StopAsync(TestContext.Current.CancellationToken); // exports what is left
        var spans = Exported(collector);
        Assert.Equal(["GET /orders/{id}", "a call of a message", "a message"], spans.Select(span => span.Name).Order(StringComparer.Ordinal));
        Assert.DoesNotContain(spans, span => span.TraceId == ForeignTrace);
        Assert.Equal(2, spans.Select(span => span.TraceId).Distinct().Count());
        Assert.Null(collector.Find("planted"));
    }

    /// <summary>Without this process's own requests to the collector.</summary>
    private static List<SeenSpan> Exported(SpanCollector collector) => [.. collector.Spans.Where(span => span.Name != "POST /v1/{signal}")];

    private static WebApplication Build(SpanCollector collector, out Uri url)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(collector.Environment.ToDictionary(pair => pair.Key, string? (pair) => pair.Value, StringComparer.Ordinal));
        builder.AddTelemetry("tested");
        var app = builder.Build();
        url = FreePorts.NextUrl();
        app.Urls.Add(url.ToString());
        return app;
    }

    /// <summary>A loop's own work, and a message step with a failing call.</summary>
    private static async Task WorkAsync(ActivitySource source)
    {
        await Task.Yield(); // the current activity does not belong to the request
        Activity.Current = null;
        source.StartActivity("a look into the database", ActivityKind.Client)?.Dispose();
        using var step = source.StartActivity(ActivityKind.Internal, tags: [new("relay.message_id", "7")], name: "a message");
        using var call = source.StartActivity("a call of a message", ActivityKind.Client);
        call?.SetTag("url.full", "http://127.0.0.1/bot:planted-token/sendMessage");
        call?.AddException(new InvalidOperationException("planted-exception")).SetStatus(ActivityStatusCode.Error, "planted-status");
    }
}
