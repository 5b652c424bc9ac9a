using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Logging;
using Relay.Contracts.Clients;
using Relay.Delivery.Settings;

namespace Relay.Delivery.Directory;

/// <summary>
/// Asks ClientDirectory, and remembers whom it found. Who asks for what is being asked waits for the same answer. Only clients are remembered: who is
/// not linked yet is asked for again. What was asked before an event of the directory is not remembered after it.
/// </summary>
internal sealed partial class DirectoryCache(DirectoryLookup directory, ClientsKept kept, TimeProvider time, ILogger<DirectoryCache> logger) : IClientDirectory
{
    private const int MostKept = 20_000;

    private readonly ConcurrentDictionary<string, Entry> entries = new(StringComparer.Ordinal);

    public ValueTask<DirectoryAnswer> ByPhoneAsync(string phone, CancellationToken cancellationToken) =>
        GetAsync(phone, () => directory.ByPhoneAsync(phone), cancellationToken);

    public ValueTask<DirectoryAnswer> ByTelegramUserAsync(long telegramUserId, CancellationToken cancellationToken) =>
        GetAsync(Key(telegramUserId), () => directory.ByTelegramUserAsync(telegramUserId), cancellationToken);

    public void Forget(string phone, long telegramUserId)
    {
        entries.TryRemove(phone, out _);
        entries.TryRemove(Key(telegramUserId), out _);
    }

    /// <summary>Forgets all: what has changed meanwhile is unknown.</summary>
    public void ForgetAll() => entries.Clear();

    private static string Key(long telegramUserId) => string.Create(CultureInfo.InvariantCulture, $"tg:{telegramUserId}");

    private ValueTask<DirectoryAnswer> GetAsync(string key, Func<Task<ClientFound?>> ask, CancellationToken cancellationToken)
    {
        if (!entries.TryGetValue(key, out var entry) || !IsUsable(entry))
        {
            MakeRoom();
            // Of two who come at once, one asks.
            var mine = new Entry(new Lazy<Task<DirectoryAnswer>>(() => AskAsync(ask)), time.GetTimestamp());
            entry = entries.AddOrUpdate(key, mine, (_, known) => IsUsable(known) ? known : mine);
        }

        var answer = entry.Answer.Value;
        return answer.IsCompletedSuccessfully ? new(answer.Result) : new(answer.WaitAsync(cancellationToken));
    }

    private async Task<DirectoryAnswer> AskAsync(Func<Task<ClientFound?>> ask)
    {
        try
        {
            return await ask() is { } found ? new DirectoryAnswer.Found(found) : new DirectoryAnswer.NotFound();
        }
        catch (Exception error)
        {
            Log.NoAnswer(logger, error);
            return new DirectoryAnswer.Unavailable();
        }
    }

    /// <summary>Age counts from the question: the directory may have looked just after it.</summary>
    private bool IsUsable(Entry entry) =>
        time.GetElapsedTime(entry.AskedAt) <= kept.For
        && entry.Answer is not { IsValueCreated: true, Value: { IsCompleted: true, Result: not DirectoryAnswer.Found } };

    private void MakeRoom()
    {
        if (entries.Count < MostKept)
        {
            return;
        }

        foreach (var (key, entry) in entries)
        {
            if (!IsUsable(entry))
            {
                entries.TryRemove(KeyValuePair.Create(key, entry));
            }
        }

        if (entries.Count >= MostKept / 2)
        {
            entries.Clear(); // else each question would go through all of them
        }
    }

    private sealed record Entry(Lazy<Task<DirectoryAnswer>> Answer, long AskedAt);

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "ClientDirectory does not answer")]
        public static partial void NoAnswer(ILogger logger, Exception exception);
    }
}
