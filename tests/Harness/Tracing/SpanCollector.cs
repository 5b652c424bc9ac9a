using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Relay.Harness.Tracing;

/// <summary>Receives and keeps what services export by OTLP.</summary>
public sealed class SpanCollector : IAsyncDisposable
{
    private readonly Uri url = FreePorts.NextUrl();
    private readonly ConcurrentQueue<byte[]> exports = new();
    private readonly ConcurrentQueue<SeenSpan> spans = new();
    private readonly WebApplication app;

    private SpanCollector()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        app = builder.Build();
        app.Urls.Add(url.ToString());
        app.MapPost("/v1/{signal}", TakeAsync);
    }

    /// <summary>Environment of a service that exports to it, soon after each span's end.</summary>
    public IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = url.ToString().TrimEnd('/'),
        ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
        ["OTEL_BSP_SCHEDULE_DELAY"] = "100",
    };

    /// <summary>All spans so far.</summary>
    public IReadOnlyList<SeenSpan> Spans => [.. spans];

    /// <summary>Starts one.</summary>
    public static async Task<SpanCollector> StartAsync()
    {
        var collector = new SpanCollector();
        await collector.app.StartAsync();
        return collector;
    }

    /// <summary>The spans of one message's steps.</summary>
    public IReadOnlyList<SeenSpan> Of(string messageId) => [.. spans.Where(span => span.MessageId == messageId)];

    /// <summary>The place in the exports that contains a word, in any case; null if none does.</summary>
    public string? Find(string secret) => exports.Select(Encoding.UTF8.GetString)
        .Select(export => (export, at: export.IndexOf(secret, StringComparison.OrdinalIgnoreCase)))
        .Where(hit => hit.at >= 0)
        .Select(hit => hit.export[Math.Max(0, hit.at - 200)..Math.Min(hit.export.Length, hit.at + 200)])
        .FirstOrDefault();

    public async ValueTask DisposeAsync() => await app.DisposeAsync();

    private async Task TakeAsync(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        var export = body.ToArray();
        exports.Enqueue(export);
        http.Response.ContentType = "application/x-protobuf";
        foreach (var span in http.Request.Path == "/v1/traces" ? OtlpSpans.Read(export) : [])
        {
            spans.Enqueue(span);
        }
    }
}
