using System.Diagnostics;
using Relay.Bench.Load;

namespace Relay.Bench.Sink;

/// <summary>The queue behind getUpdates: an offset confirms everything below it; an empty poll is held open until a message is written.</summary>
internal sealed class Updates
{
    /// <summary>A nearer update is waited for precisely; later ones by the coarse clock.</summary>
    private static readonly TimeSpan Near = TimeSpan.FromMilliseconds(20);

    private readonly object gate = new();
    private Traffic? traffic;
    private byte[][] bodies = [];
    private int confirmed;

    /// <summary>From now on these are returned, each when it is due.</summary>
    public void Offer(Traffic written, byte[][] rendered)
    {
        lock (gate)
        {
            (traffic, bodies, confirmed) = (written, rendered, 0);
            written.Start();
            Monitor.PulseAll(gate);
        }
    }

    /// <summary>One poll.</summary>
    /// <returns>The updates to answer; may be empty.</returns>
    public ArraySegment<byte[]> Take(long? offset, int limit, TimeSpan timeout)
    {
        var end = Stopwatch.GetTimestamp() + (long)(timeout.TotalSeconds * Stopwatch.Frequency);
        while (true)
        {
            long next;
            lock (gate)
            {
                var now = Stopwatch.GetTimestamp();
                Confirm(offset);
                var written = (traffic?.DueBy(now) ?? 0) - confirmed;
                if (written > 0 || now >= end)
                {
                    return new ArraySegment<byte[]>(bodies, confirmed, Math.Clamp(written, 0, limit));
                }

                next = traffic is not null && confirmed < bodies.Length ? Math.Min(end, traffic.DueAt(confirmed)) : end;
                if (Stopwatch.GetElapsedTime(now, next) is var left && left > Near)
                {
                    Monitor.Wait(gate, left - Near);
                    continue;
                }
            }

            Pause.Until(next);
        }
    }

    private void Confirm(long? offset)
    {
        if (traffic is not null && offset - traffic.First is > 0 and var below)
        {
            confirmed = Math.Max(confirmed, (int)Math.Min(below, bodies.Length));
        }
    }
}
