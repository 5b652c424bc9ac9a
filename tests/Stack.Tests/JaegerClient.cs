using System.Text.Json;
using Relay.Harness.Tracing;

namespace Relay.Stack.Tests;

/// <summary>Queries Jaeger, as its page does.</summary>
/// <param name="baseUrl">Its address.</param>
public sealed class JaegerClient(Uri baseUrl) : IDisposable
{
    private readonly HttpClient http = new() { BaseAddress = baseUrl };

    /// <summary>The services that it knows.</summary>
    public async Task<string[]> ServicesAsync()
    {
        using var answer = JsonDocument.Parse(await http.GetStringAsync(new Uri("api/services", UriKind.Relative)));
        return [.. answer.RootElement.GetProperty("data").EnumerateArray().Select(name => name.GetString()!)];
    }

    /// <summary>A service's latest traces, raw.</summary>
    public Task<string> RawAsync(string service, string query = "") =>
        http.GetStringAsync(new Uri($"api/traces?service={service}&limit=1500{query}", UriKind.Relative));

    /// <summary>All spans of all traces that contain a message's span.</summary>
    public async Task<IReadOnlyList<SeenSpan>> OfMessageAsync(string service, Guid messageId)
    {
        var tags = Uri.EscapeDataString($"{{\"relay.message_id\":\"{messageId}\"}}");
        using var answer = JsonDocument.Parse(await RawAsync(service, $"&tags={tags}"));
        return
        [
            .. answer.RootElement.GetProperty("data").EnumerateArray()
                .Select(Spans)
                .Where(trace => trace.Exists(span => span.MessageId == messageId.ToString()))
                .SelectMany(trace => trace),
        ];
    }

    public void Dispose() => http.Dispose();

    private static List<SeenSpan> Spans(JsonElement trace)
    {
        var processes = trace.GetProperty("processes");
        return
        [
            .. from span in trace.GetProperty("spans").EnumerateArray()
               let service = processes.GetProperty(span.GetProperty("processID").GetString()!).GetProperty("serviceName").GetString()!
               let tags = span.GetProperty("tags").EnumerateArray().ToDictionary(
                   tag => tag.GetProperty("key").GetString()!, tag => tag.GetProperty("value").ToString(), StringComparer.Ordinal)
               select new SeenSpan(service, span.GetProperty("traceID").GetString()!, span.GetProperty("operationName").GetString()!, tags),
        ];
    }
}
