using System.Threading.Channels;

namespace Relay.Delivery.Queues;

/// <summary>
/// Hands rows from the loop that committed them to the loop of the same process that goes on with them, without a look into the database.
/// It may forget: its rows are born claimed, so what it has no room for, and what dies with the process, becomes due in the table 30 s later.
/// </summary>
internal class HandOver<T> : IDisposable
{
    private const int Capacity = 10_000;
    private readonly Channel<T> rows = Channel.CreateBounded<T>(Capacity);
    private readonly Signal signal = new();
    private int lookRequested;

    /// <summary>How many wait.</summary>
    protected int Waiting => rows.Reader.Count;

    /// <summary>Takes a row that was born claimed; <see cref="Wake"/> follows.</summary>
    protected void Add(T row) => rows.Writer.TryWrite(row);

    protected void Wake() => signal.Raise();

    /// <summary>Rows in the table have become due before their time.</summary>
    public void LookNow()
    {
        Volatile.Write(ref lookRequested, 1);
        signal.Raise();
    }

    /// <summary>True once after <see cref="LookNow"/>.</summary>
    public bool TakeLookRequest() => Interlocked.Exchange(ref lookRequested, 0) == 1;

    /// <summary>Rows in the order in which they were handed over, as many as there are.</summary>
    public List<T> Take(int atMost)
    {
        var taken = new List<T>();
        while (taken.Count < atMost && rows.Reader.TryRead(out var row))
        {
            taken.Add(row);
        }

        return taken;
    }

    /// <summary>Returns when there may be something, or when the time is over.</summary>
    public Task WaitAsync(TimeSpan atMost, CancellationToken cancellationToken) => signal.WaitAsync(atMost, cancellationToken);

    public void Dispose() => signal.Dispose();
}
