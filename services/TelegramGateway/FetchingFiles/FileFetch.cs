using Relay.Delivery.Receiving;

namespace Relay.TelegramGateway.FetchingFiles;

/// <summary>One attempt to fetch a file, and what follows from it.</summary>
internal sealed partial class FileFetch(
    IFileStore store, FileFetcher fetcher, UnknownHosts hosts, IInbox inbox, TimeProvider time, ILogger<FileFetch> logger)
{
    /// <summary>A server that says that it does not have a file is believed after so many attempts.</summary>
    private const int MostAnswers = 3;

    /// <summary>An attempt has this long, however late it begins.</summary>
    private static readonly TimeSpan AtLeast = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan LongestBackOff = TimeSpan.FromMinutes(1);

    /// <summary>Never throws. If what came of it cannot be stored, the file is due again by itself.</summary>
    public async Task RunAsync(FileToFetch file, CancellationToken stoppingToken)
    {
        using var limit = new CancellationTokenSource(file.Left > AtLeast ? file.Left : AtLeast, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stoppingToken);
        try
        {
            var writer = new FileWriter(store, file);
            var outcome = await FetchAsync(file, writer, either.Token, stoppingToken);
            if (await ConcludeAsync(file, writer, outcome, stoppingToken))
            {
                await WakeAsync(file.MessageId, stoppingToken);
            }
        }
        catch (FetchLostException)
        {
            Log.Lost(logger, file.MessageId);
        }
        catch (Exception error)
        {
            if (!stoppingToken.IsCancellationRequested)
            {
                Log.Failed(logger, error, file.MessageId);
            }
        }
    }

    /// <summary>The message of a file that is decided need not wait any longer. A hint: its lane looks again anyway.</summary>
    public async Task WakeAsync(Guid messageId, CancellationToken cancellationToken)
    {
        try
        {
            await inbox.WakeAsync(messageId, cancellationToken);
        }
        catch (Exception error)
        {
            Log.NotWoken(logger, error, messageId);
        }
    }

    private async Task<FetchOutcome> FetchAsync(FileToFetch file, FileWriter writer, CancellationToken limit, CancellationToken stoppingToken)
    {
        try
        {
            return await fetcher.FetchAsync(file, writer.WriteAsync, limit);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !stoppingToken.IsCancellationRequested)
        {
            return new FetchOutcome.NotNow("too_slow", IsAnswer: false);
        }
    }

    /// <returns>True if it is decided whether the file goes.</returns>
    private async Task<bool> ConcludeAsync(FileToFetch file, FileWriter writer, FetchOutcome outcome, CancellationToken cancellationToken)
    {
        switch (outcome)
        {
            case FetchOutcome.Fetched fetched:
                await writer.EndAsync(fetched, cancellationToken);
                Log.Fetched(logger, file.MessageId, fetched.Size);
                return true;
            case FetchOutcome.NotNow failed when !failed.IsAnswer || file.Tries < MostAnswers:
                Log.NotNow(logger, file.MessageId, failed.Why);
                await store.AgainAsync(file, failed.Why, BackOff(file.Tries), cancellationToken);
                return false;
            case FetchOutcome.NotNow failed:
                return await GiveUpAsync(file, failed.Why, cancellationToken);
            case FetchOutcome.Refused refused:
                if (refused.Host is { } host)
                {
                    await hosts.NoticeAsync(file.MessageId, host, cancellationToken);
                }

                return await GiveUpAsync(file, refused.Why, cancellationToken);
            default:
                throw new InvalidOperationException("An unknown outcome.");
        }
    }

    private async Task<bool> GiveUpAsync(FileToFetch file, string why, CancellationToken cancellationToken)
    {
        await store.MissingAsync(file, why, cancellationToken);
        Log.Missing(logger, file.MessageId, why);
        return true;
    }

    private static TimeSpan BackOff(int tries) => tries > 6 ? LongestBackOff : TimeSpan.FromSeconds(1 << (tries - 1));

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "The file of message {MessageId} is here: {Bytes} bytes")]
        public static partial void Fetched(ILogger logger, Guid messageId, long bytes);

        [LoggerMessage(Level = LogLevel.Warning, Message = "The file of message {MessageId} could not be fetched ({Why}); it is tried again")]
        public static partial void NotNow(ILogger logger, Guid messageId, string why);

        [LoggerMessage(Level = LogLevel.Warning, Message = "The file of message {MessageId} does not go ({Why}); its text goes alone, and the manager is told")]
        public static partial void Missing(ILogger logger, Guid messageId, string why);

        [LoggerMessage(Level = LogLevel.Information, Message = "The file of message {MessageId} is another instance's by now, or not wanted any more")]
        public static partial void Lost(ILogger logger, Guid messageId);

        [LoggerMessage(Level = LogLevel.Warning, Message = "Fetching the file of message {MessageId} failed; it is tried again")]
        public static partial void Failed(ILogger logger, Exception exception, Guid messageId);

        [LoggerMessage(Level = LogLevel.Debug, Message = "The lane of message {MessageId} could not be woken; it looks again soon")]
        public static partial void NotWoken(ILogger logger, Exception exception, Guid messageId);
    }
}
