using Relay.Sandbox.Journals;

namespace Relay.Sandbox.Telegram;

/// <summary>
/// The queue of updates, as the Bot API describes it for getUpdates: an offset confirms everything below it, a negative one keeps only the last ones,
/// and of two long polls the newer ends the older.
/// </summary>
internal sealed class Updates(Journal journal, TimeProvider time)
{
    private const string ByOtherPoll =
        "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running";

    private const string ByWebhook = "Conflict: terminated by setWebhook request";

    private readonly Lock gate = new();
    private readonly List<Update> pending = [];
    private readonly Disorder disorder = new();
    private HashSet<string> allowed = [];
    private TaskCompletionSource<string?>? waitingPoll;

    // Also rises over restarts of the process: the relay under test remembers ids.
    private int nextId = (int)(1 + (time.GetUtcNow().ToUnixTimeMilliseconds() / 100 % 2_000_000_000));

    public int Count
    {
        get
        {
            lock (gate)
            {
                return pending.Count;
            }
        }
    }

    /// <returns>Null for a kind that the bot did not request; injected updates are never omitted.</returns>
    public Update? Add(UpdateDraft draft)
    {
        lock (gate)
        {
            if (!draft.Injected && allowed.Count > 0 && !allowed.Contains(draft.Kind))
            {
                return null;
            }

            var update = draft.WithId(draft.Id ?? nextId++);
            pending.Add(update);
            journal.Add(new Entry
            {
                What = What.UpdateCreated,
                Chat = update.Chat,
                UpdateId = update.Id,
                Id = draft.MessageId,
                Text = draft.Text,
                File = draft.File,
                Detail = draft.Detail ?? update.Kind,
            });
            waitingPoll?.TrySetResult(null);
            return update;
        }
    }

    /// <summary>The kinds that the bot requested, from now on; empty for all.</summary>
    public void Allow(IEnumerable<string> kinds)
    {
        lock (gate)
        {
            allowed = [.. kinds];
        }
    }

    /// <summary>The next update gets this id, as after an idle week.</summary>
    public void RestartAt(int id)
    {
        lock (gate)
        {
            nextId = id;
        }
    }

    /// <summary>Disturbs the next updates: they come twice, or the next answers in another order.</summary>
    public void Disturb(int doubled, int shuffled)
    {
        lock (gate)
        {
            disorder.Doubled += doubled;
            disorder.Shuffled += shuffled;
        }
    }

    public async Task<IReadOnlyList<Update>> PollAsync(long offset, int limit, TimeSpan timeout, CancellationToken stop)
    {
        TaskCompletionSource<string?> mine;
        lock (gate)
        {
            EndPoll(ByOtherPoll);
            Confirm(offset);
            if (pending.Count > 0 || timeout == TimeSpan.Zero)
            {
                return Take(limit);
            }

            waitingPoll = mine = new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        return await WaitAsync(mine, limit, timeout, stop);
    }

    /// <summary>Ends a waiting poll because a webhook was set, and returns all waiting updates.</summary>
    public List<Update> HandToWebhook()
    {
        lock (gate)
        {
            EndPoll(ByWebhook);
            return [.. pending];
        }
    }

    /// <summary>A webhook call with it was answered with 2xx.</summary>
    public void Confirm(Update update)
    {
        lock (gate)
        {
            if (pending.Remove(update))
            {
                Record(What.UpdateConfirmed, update);
            }
        }
    }

    public void Clear()
    {
        lock (gate)
        {
            pending.Clear();
            disorder.Doubled = 0;
            disorder.Shuffled = 0;
        }
    }

    private async Task<IReadOnlyList<Update>> WaitAsync(
        TaskCompletionSource<string?> mine, int limit, TimeSpan timeout, CancellationToken stop)
    {
        try
        {
            if (await mine.Task.WaitAsync(timeout, time, stop) is { } conflict)
            {
                throw new BotApiException(409, conflict);
            }
        }
        catch (TimeoutException)
        {
            // An empty answer, or updates of the last moment.
        }
        finally
        {
            lock (gate)
            {
                if (waitingPoll == mine)
                {
                    waitingPoll = null;
                }
            }
        }

        lock (gate)
        {
            return Take(limit);
        }
    }

    private void EndPoll(string conflict)
    {
        if (waitingPoll?.TrySetResult(conflict) == true)
        {
            journal.Add(new Entry { What = What.PollConflict, Status = 409, Reason = conflict });
        }

        waitingPoll = null;
    }

    private void Confirm(long offset)
    {
        var below = offset >= 0 ? offset : pending.Count + offset is var keepFrom and > 0 ? pending[(int)keepFrom].Id : 0;
        pending.RemoveAll(update =>
        {
            if (update.Id >= below)
            {
                return false;
            }

            Record(What.UpdateConfirmed, update);
            return true;
        });
    }

    private IReadOnlyList<Update> Take(int limit)
    {
        var batch = pending.GetRange(0, Math.Min(limit, pending.Count));
        foreach (var update in batch)
        {
            if (!update.Taken)
            {
                update.Taken = true;
                Record(What.UpdateTaken, update);
            }
        }

        return disorder.Apply(batch);
    }

    private void Record(string what, Update update) =>
        journal.Add(new Entry { What = what, Chat = update.Chat, UpdateId = update.Id, Detail = update.Kind });
}
