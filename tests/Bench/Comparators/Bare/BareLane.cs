namespace Relay.Bench.Comparators.Bare;

/// <summary>A lane in memory: what waits in it, in the order of numbers, and whether one of it is in a call.</summary>
/// <param name="lastDone">The number that was delivered last; 0 where none was.</param>
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

    /// <summary>The call ended; what was not taken stays the head.</summary>
    public void End(bool taken)
    {
        busy = false;
        if (taken)
        {
            lastDone = Head.Number;
            waiting.Remove(lastDone);
        }
    }

    /// <summary>True, once, where the next number is there and nothing is in a call: it counts as in a call from now on.</summary>
    public bool TryBeReady()
    {
        if (busy || waiting.Count == 0 || Head.Number != lastDone + 1)
        {
            return false;
        }

        return busy = true;
    }
}
