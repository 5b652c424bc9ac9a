using System.Collections.Concurrent;
using Relay.ServiceDefaults;
using Relay.ServiceDefaults.Persistence;
using Relay.TelegramGateway.SendingMessages;

namespace Relay.TelegramGateway.FetchingFiles;

/// <summary>Fetches managers' files as soon as their messages are stored, a few at a time. Any number of instances may do so.</summary>
internal sealed partial class FileFetching(
    IFileStore store, FileFetch fetch, FileSignal signal, IDatabaseReady ready, TimeProvider time, ILogger<FileFetching> logger) : BackgroundService
{
    private const int MostAtOnce = 4;

    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<Guid, Task> running = new();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await ready.WaitAsync(stoppingToken);
        await Rounds.RunAsync(RoundAsync, LookEvery, error => Log.RoundFailed(logger, error), time, stoppingToken);
        await Task.WhenAll(running.Values);
    }

    private async Task<TimeSpan> RoundAsync(CancellationToken stoppingToken)
    {
        await store.FreeAsync(stoppingToken);
        var claimed = running.Count < MostAtOnce ? await store.ClaimAsync(MostAtOnce - running.Count, stoppingToken) : [];
        foreach (var file in claimed)
        {
            running[file.Content] = RunAsync(file, stoppingToken);
        }

        foreach (var message in await store.ExpireAsync(stoppingToken))
        {
            Log.Expired(logger, message);
            await fetch.WakeAsync(message, stoppingToken);
        }

        await signal.WaitAsync(LookEvery, stoppingToken);
        return TimeSpan.Zero;
    }

    private async Task RunAsync(FileToFetch file, CancellationToken stoppingToken)
    {
        await Task.Yield();
        await fetch.RunAsync(file, stoppingToken);
        running.TryRemove(file.Content, out _);
        signal.Raise();
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Looking for files to fetch failed; it is repeated")]
        public static partial void RoundFailed(ILogger logger, Exception exception);

        [LoggerMessage(Level = LogLevel.Warning, Message = "The file of message {MessageId} is not here in time; its text goes alone, and the manager is told")]
        public static partial void Expired(ILogger logger, Guid messageId);
    }
}
