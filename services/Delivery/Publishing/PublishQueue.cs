using System.Threading.Channels;

namespace Relay.Delivery.Publishing;

/// <summary>
/// Hands fresh rows from acceptance to the publisher of the same process, without a look into the database. Where many wait, only the ids
/// of the later ones are kept, and their contracts are read from the table again: memory stays bounded. It may forget: what it has no room
/// for, and what dies with the process, becomes due in the table 30 s after it was accepted.
/// </summary>
internal sealed class PublishQueue : IDisposable
{
    private const int Capacity = 10_000;
    private const int KeptWhole = 1_000;
    private readonly Channel<FreshRow> fresh = Channel.CreateBounded<FreshRow>(Capacity);
    private readonly Signal due = new();
    private int lookRequested;

    /// <summary>Takes rows that were born claimed.</summary>
    public void HandOver(IReadOnlyList<Publication> accepted)
    {
        foreach (var publication in accepted)
        {
            fresh.Writer.TryWrite(new FreshRow(publication.MessageId, fresh.Reader.Count < KeptWhole ? publication : null));
        }

        if (accepted.Count > 0)
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
    public List<FreshRow> Take(int atMost)
    {
        var rows = new List<FreshRow>();
        while (rows.Count < atMost && fresh.Reader.TryRead(out var row))
        {
            rows.Add(row);
        }

        return rows;
    }

    /// <summary>Returns when there may be something, or when the time is over.</summary>
    public Task WaitAsync(TimeSpan atMost, CancellationToken cancellationToken) => due.WaitAsync(atMost, cancellationToken);

    public void Dispose() => due.Dispose();
}

/// <summary>A row that was just accepted.</summary>
/// <param name="Whole">What is to be published; null where it must be read from the table.</param>
internal readonly record struct FreshRow(Guid MessageId, Publication? Whole);
