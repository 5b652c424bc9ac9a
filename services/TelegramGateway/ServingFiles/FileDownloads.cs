using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Relay.TelegramGateway.TelegramApi;

namespace Relay.TelegramGateway.ServingFiles;

/// <summary>Opens files, from the cache or from Telegram. A file that many callers want at once is fetched once.</summary>
internal sealed partial class FileDownloads(TelegramDownloads telegram, FileCache cache, DownloadLimits limits, ILogger<FileDownloads> logger) : IDisposable
{
    private static readonly Meter Meter = new("Relay.TelegramGateway");

    private static readonly Counter<long> Opened =
        Meter.CreateCounter<long>("relay.telegram.files.opened", "{file}", "Clients' files opened by a link, by where they were.");

    private static readonly Counter<long> Fetches =
        Meter.CreateCounter<long>("relay.telegram.files.fetched", "{file}", "Fetches of clients' files from Telegram, by result.");

    private static readonly Counter<long> Bytes =
        Meter.CreateCounter<long>("relay.telegram.files.bytes", "By", "Bytes of clients' files fetched from Telegram.");

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, Lazy<Task<Download>>> running = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim places = new(limits.Fetches);

    /// <returns>The open file, or null with the reason.</returns>
    public async Task<(FileStream? Open, Download Fetch)> OpenAsync(ClientFile file, CancellationToken cancellationToken)
    {
        if (cache.Open(file) is { } known)
        {
            Opened.Add(1, new KeyValuePair<string, object?>("from", "cache"));
            return (known, new Download.Done(known.Length));
        }

        var key = FileCache.KeyOf(file);
        if (running.Count >= limits.Waiting && !running.ContainsKey(key))
        {
            return (null, new Download.Away(Soon));
        }

        // The fetch belongs to all callers: it goes on if this one leaves.
        var shared = running.GetOrAdd(key, _ => new(() => Task.Run(() => FetchAsync(key, file), CancellationToken.None)));
        var fetch = await shared.Value.WaitAsync(cancellationToken);
        if (fetch is not Download.Done || cache.Open(file) is not { } fetched)
        {
            return (null, fetch is Download.Done ? new Download.Away(Soon) : fetch);
        }

        Opened.Add(1, new KeyValuePair<string, object?>("from", "telegram"));
        return (fetched, fetch);
    }

    public void Dispose() => places.Dispose();

    private async Task<Download> FetchAsync(string key, ClientFile file)
    {
        await places.WaitAsync(CancellationToken.None);
        try
        {
            var fetch = await StoreAsync(file);
            Fetches.Add(1, new KeyValuePair<string, object?>("result", fetch.GetType().Name));
            Bytes.Add(fetch is Download.Done done ? done.Length : 0);
            return fetch;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Log.NotStored(logger, error);
            Fetches.Add(1, new KeyValuePair<string, object?>("result", "NotStored"));
            return new Download.Away(Soon);
        }
        finally
        {
            running.TryRemove(key, out _);
            places.Release();
        }
    }

    private async Task<Download> StoreAsync(ClientFile file)
    {
        await using var part = cache.Begin(file);
        Download fetch = new Download.Away(Soon);
        try
        {
            fetch = await telegram.FetchAsync(file.FileId, part, CancellationToken.None);
            return fetch;
        }
        finally
        {
            if (fetch is Download.Done)
            {
                cache.Keep(file, part.Name);
            }
            else
            {
                File.Delete(part.Name);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "A client's file could not be stored in the folder of RELAY_FILES_CACHE: check its space and rights")]
        public static partial void NotStored(ILogger logger, Exception exception);
    }
}
