using System.Collections.Concurrent;

namespace Relay.TelegramGateway.LookingUpClients;

/// <summary>Answers of the last 2 seconds. Who asks for what is being asked waits for the same answer; only hits are kept.</summary>
internal sealed class RecentAnswers(TimeProvider time)
{
    private const int SweepAbove = 1000;

    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<string, Entry> entries = new(StringComparer.Ordinal);

    public ValueTask<LookupAnswer> GetAsync(string key, Func<Task<LookupAnswer>> ask, CancellationToken cancellationToken)
    {
        if (!entries.TryGetValue(key, out var entry) || !IsUsable(entry))
        {
            Sweep();
            // Of two who come at once, one asks.
            var mine = new Entry(new Lazy<Task<LookupAnswer>>(ask), time.GetTimestamp());
            entry = entries.AddOrUpdate(key, mine, (_, known) => IsUsable(known) ? known : mine);
        }

        var answer = entry.Answer.Value;
        return answer.IsCompletedSuccessfully ? new(answer.Result) : new(answer.WaitAsync(cancellationToken));
    }

    public void Forget(string key) => entries.TryRemove(key, out _);

    /// <summary>Age counts from the question: the directory may have looked just after it.</summary>
    private bool IsUsable(Entry entry) => entry.Answer is { IsValueCreated: true, Value: { IsCompleted: true } answer }
        ? answer is { IsCompletedSuccessfully: true, Result: LookupAnswer.Found } && time.GetElapsedTime(entry.AskedAt) <= Fresh
        : time.GetElapsedTime(entry.AskedAt) <= Fresh;

    private void Sweep()
    {
        if (entries.Count <= SweepAbove)
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
    }

    private sealed record Entry(Lazy<Task<LookupAnswer>> Answer, long AskedAt);
}
