using System.Text.Json;
using System.Threading.Channels;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;
using Relay.Sandbox.Journals;

namespace Relay.Sandbox.Page;

/// <summary>The chat page's live feed. The page itself is plain files in wwwroot.</summary>
internal static class PageSide
{
    private const int Most = 500;

    public static void MapPage(this WebApplication app) => app.MapGet("/page/events", StreamAsync);

    /// <summary>
    /// The journal as Server-Sent Events: first the last entries, then each new one. A page that reconnects sends its position as Last-Event-ID.
    /// </summary>
    private static async Task StreamAsync(
        HttpContext context, Journal journal, IOptions<JsonOptions> json, IHostApplicationLifetime life)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, life.ApplicationStopping);
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-store";
        var news = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        using var listening = journal.Listen(() => news.Writer.TryWrite(true));
        var seq = long.TryParse(context.Request.Headers["Last-Event-ID"], out var last) ? last : journal.LastSeq - Most;
        try
        {
            do
            {
                while (journal.After(seq, Most) is { Count: > 0 } entries)
                {
                    foreach (var entry in entries)
                    {
                        var data = JsonSerializer.Serialize(entry, json.Value.SerializerOptions);
                        await context.Response.WriteAsync($"id: {entry.Seq}\ndata: {data}\n\n", stop.Token);
                    }

                    seq = entries[^1].Seq;
                }

                await context.Response.Body.FlushAsync(stop.Token);
            }
            while (await news.Reader.ReadAsync(stop.Token));
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The page was closed, or the sandbox stops.
        }
    }
}
