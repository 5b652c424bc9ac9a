namespace Relay.Bench.Comparators.Bare;

/// <summary>A lane in memory: its waiting messages in the order of numbers, and whether one is in a call.</summary>
/// <param name="lastDone">The last delivered number; 0 if there is none.</param>
internal sealed class BareLane(long lastDone)
{
    private readonly SortedDictionary<long, Parcel> waiting = [];
    private long lastDone = lastDone;
    private bool busy;

    /// <summary>The next one to send.</summary>
    public Parcel Head => waiting.First().Value;

    public void Add(Parcel parcel)
    {
        if (parcel.Number > lastDone)
        {
            waiting[parcel.Number] = parcel;
        }
    }

    /// <summary>The call ended; a message that was not taken stays the head.</summary>
    public void End(bool taken)
    {
        busy = false;
        if (taken)
        {
            lastDone = Head.Number;
            waiting.Remove(lastDone);
        }
    }

    /// <summary>True, once, if the next number is there and no call runs: it counts as in a call from now on.</summary>
    public bool TryBeReady()
    {
        if (busy || waiting.Count == 0 || Head.Number != lastDone + 1)
        {
            return false;
        }

        return busy = true;
    }
}
