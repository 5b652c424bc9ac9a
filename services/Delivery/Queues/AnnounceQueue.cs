namespace Relay.Delivery.Queues;

/// <summary>From the sending loop to the announcer. Only delivered messages of an origin: what needs words is read from the table.</summary>
internal sealed class AnnounceQueue : HandOver<DeliveredRow>
{
    /// <summary>Takes rows that were born claimed.</summary>
    public void HandOver(IReadOnlyList<DeliveredRow> delivered)
    {
        foreach (var row in delivered)
        {
            Add(row);
        }

        if (delivered.Count > 0)
        {
            Wake();
        }
    }
}

/// <summary>A row that was just delivered.</summary>
internal readonly record struct DeliveredRow(Guid MessageId, bool MaybeDuplicate, string Lane, string? TraceParent);
