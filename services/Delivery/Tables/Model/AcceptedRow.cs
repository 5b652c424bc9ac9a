namespace Relay.Delivery.Tables.Model;

/// <summary>An accepted message or event: it makes accepting idempotent, and is the origin's side of the lanes. Deleted 30 days after it settled.</summary>
public sealed class AcceptedRow
{
    /// <summary>The idempotency key.</summary>
    public Guid MessageId { get; set; }

    /// <summary>Rises in the order of storing.</summary>
    public long Position { get; set; }

    /// <summary>Null if it takes no number.</summary>
    public string? Lane { get; set; }

    /// <summary>Null if it takes none, or if its lane was locked when it came: then it is numbered later, in stored order.</summary>
    public long? Number { get; set; }

    /// <summary>The contract's name; null if the event is only remembered as seen.</summary>
    public string? Type { get; set; }

    /// <summary>The contract as JSON; deleted when texts are no longer kept.</summary>
    public string? Body { get; set; }

    /// <summary>The input as text, until it is settled; null if nothing of it is relayed.</summary>
    public string? Raw { get; set; }

    /// <summary>What its gateway must know of it when <see cref="Raw"/> and <see cref="Body"/> are gone; null if nothing.</summary>
    public string? Mark { get; set; }

    /// <summary>When it was stored.</summary>
    public DateTimeOffset AcceptedAt { get; set; }

    /// <summary>When it is published next; null if there is nothing to publish.</summary>
    public DateTimeOffset? PublishAt { get; set; }

    /// <summary>How often the broker confirmed it.</summary>
    public int Publishes { get; set; }

    /// <summary>When its outcome came back; null until then.</summary>
    public DateTimeOffset? SettledAt { get; set; }

    /// <summary>Its outcome: <c>delivered</c>, <c>seen</c>, or a reason; null until it is settled.</summary>
    public string? Outcome { get; set; }

    /// <summary>Why it waits, as last reported by its receiver; null if it does not wait for people, and after it is settled.</summary>
    public string? HeldReason { get; set; }

    /// <summary>W3C trace context of its acceptance.</summary>
    public string? TraceParent { get; set; }
}
