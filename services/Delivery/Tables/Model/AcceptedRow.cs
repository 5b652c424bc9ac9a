namespace Relay.Delivery.Tables.Model;

/// <summary>What came in from outside: the dedupe, and the origin's side of the lanes. Purged 30 days after it settled.</summary>
public sealed class AcceptedRow
{
    /// <summary>The idempotency key.</summary>
    public Guid MessageId { get; set; }

    /// <summary>Rises in the order of storing.</summary>
    public long Position { get; set; }

    /// <summary>Null where it takes no number.</summary>
    public string? Lane { get; set; }

    /// <summary>Null where it takes none, or where its lane was locked when it came: then it is numbered later, in stored order.</summary>
    public long? Number { get; set; }

    /// <summary>The contract's name; null where the event is only remembered as seen.</summary>
    public string? Type { get; set; }

    /// <summary>The contract as JSON; gone when texts are no longer kept.</summary>
    public string? Body { get; set; }

    /// <summary>What came, as text, until it is settled; null if nothing of it is relayed.</summary>
    public string? Raw { get; set; }

    /// <summary>What its gateway must know of it when <see cref="Raw"/> and <see cref="Body"/> are gone; null if that is nothing.</summary>
    public string? Mark { get; set; }

    /// <summary>When it was stored.</summary>
    public DateTimeOffset AcceptedAt { get; set; }

    /// <summary>When it is published next; null where there is nothing to publish.</summary>
    public DateTimeOffset? PublishAt { get; set; }

    /// <summary>How often the broker confirmed it.</summary>
    public int Publishes { get; set; }

    /// <summary>When its outcome came back; null until then.</summary>
    public DateTimeOffset? SettledAt { get; set; }

    /// <summary>What became of it: <c>delivered</c>, <c>seen</c>, or a reason; null until it is settled.</summary>
    public string? Outcome { get; set; }

    /// <summary>What it waits for, as last heard of its receiver; null if it was not heard to wait for people, and once it is settled.</summary>
    public string? HeldReason { get; set; }

    /// <summary>W3C trace context of the moment of acceptance.</summary>
    public string? TraceParent { get; set; }
}
