using System.Threading.Channels;

namespace Relay.Delivery.Publishing;

/// <summary>
/// Hands fresh rows from acceptance to the publisher of the same process, without a look into the database. It may forget: what it
/// has no room for, and what dies with the process, becomes due in the table 30 s after it was accepted.
/// </summary>
internal sealed class PublishQueue : IDisposable
{
    private const int Capacity = 10_000;
    private readonly Channel<Guid> fresh = Channel.CreateBounded<Guid>(Capacity);
    private readonly Signal due = new();
    private int lookRequested;

    /// <summary>Takes rows that were born claimed.</summary>
    public void HandOver(IReadOnlyList<Guid> messageIds)
    {
        foreach (var id in messageIds)
        {
            fresh.Writer.TryWrite(id);
        }

        if (messageIds.Count > 0)
        {
            due.Raise();
        }
    }

    /// <summary>Rows in the table have become due before their time.</summary>
    public void LookNow()
    {
        Volatile.Write(ref lookRequested, 1);
        due.Raise();
    }

    /// <summary>True once after <see cref="LookNow"/>.</summary>
    public bool TakeLookRequest() => Interlocked.Exchange(ref lookRequested, 0) == 1;

    /// <summary>Fresh rows in the order of acceptance, as many as there are.</summary>
    public List<Guid> Take(int atMost)
    {
        var ids = new List<Guid>();
        while (ids.Count < atMost && fresh.Reader.TryRead(out var id))
        {
            ids.Add(id);
        }

        return ids;
    }

    /// <summary>Returns when there may be something, or when the time is over.</summary>
    public Task WaitAsync(TimeSpan atMost, CancellationToken cancellationToken) => due.WaitAsync(atMost, cancellationToken);

    public void Dispose() => due.Dispose();
}
