using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Relay.WahelpGateway.SendingClientMessages;

/// <summary>
/// The directory's answers, remembered for 10 min. Only hits: who is not linked yet is asked for again. Events of the directory make it
/// forget; what was asked before such an event is not remembered after it.
/// </summary>
internal sealed class LinkedClients(IClientDirectory directory, TimeProvider time)
{
    private const int MostKept = 20_000;

    private static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<long, (LinkedClient Client, long At)> kept = new();
    private readonly ConcurrentDictionary<long, Lazy<Task<LinkedClient?>>> asked = new();
    private int forgotten;

    public bool TryRecall(long telegramUserId, [NotNullWhen(true)] out LinkedClient? client)
    {
        client = kept.TryGetValue(telegramUserId, out var hit) && time.GetElapsedTime(hit.At) < KeptFor ? hit.Client : null;
        return client is not null;
    }

    /// <summary>Asks the directory; concurrent callers share one question. Null: not linked. Throws where the directory does not answer.</summary>
    public Task<LinkedClient?> FindAsync(long telegramUserId, CancellationToken cancellationToken) =>
        asked.GetOrAdd(telegramUserId, id => new Lazy<Task<LinkedClient?>>(() => AskAsync(id))).Value.WaitAsync(cancellationToken);

    public void Forget(long telegramUserId)
    {
        Interlocked.Increment(ref forgotten);
        asked.TryRemove(telegramUserId, out _);
        kept.TryRemove(telegramUserId, out _);
    }

    public void ForgetAll()
    {
        Interlocked.Increment(ref forgotten);
        asked.Clear();
        kept.Clear();
    }

    private async Task<LinkedClient?> AskAsync(long telegramUserId)
    {
        // Leave the dictionary's own call first: an answer that is there at once would be removed before it is added.
        await Task.Yield();
        var before = Volatile.Read(ref forgotten);
        try
        {
            var found = await directory.FindAsync(telegramUserId);
            if (found is not null)
            {
                Keep(telegramUserId, found, before);
            }

            return found;
        }
        finally
        {
            asked.TryRemove(telegramUserId, out _);
        }
    }

    private void Keep(long telegramUserId, LinkedClient found, int before)
    {
        if (kept.Count >= MostKept)
        {
            kept.Clear();
        }

        kept[telegramUserId] = (found, time.GetTimestamp());
        if (Volatile.Read(ref forgotten) != before)
        {
            kept.TryRemove(telegramUserId, out _);
        }
    }
}

/// <summary>A client as the directory knows it.</summary>
/// <param name="Phone">In E.164.</param>
/// <param name="Name">May be empty.</param>
internal sealed record LinkedClient(string Phone, string Name);
