using Relay.Delivery.Messages;

namespace Relay.Delivery.Tables.Model;

/// <summary>A message to be delivered, and what became of it: the receiver's side. Kept for 90 days.</summary>
public sealed class DeliveryRow
{
    /// <summary>The message's id.</summary>
    public Guid MessageId { get; set; }

    /// <summary>Its lane.</summary>
    public string Lane { get; set; } = "";

    /// <summary>Its number in the lane.</summary>
    public long Number { get; set; }

    /// <summary>What must be final before it; 0 for nothing.</summary>
    public long Previous { get; set; }

    /// <summary>What it is.</summary>
    public string Type { get; set; } = "";

    /// <summary>What its sender needs, as JSON; empty when texts are no longer kept.</summary>
    public string Body { get; set; } = "";

    /// <summary>True for this service's own prompts and notes: no origin waits for their outcome.</summary>
    public bool Local { get; set; }

    /// <summary>The phone that it was last sent to.</summary>
    public string? Phone { get; set; }

    /// <summary>The chat that it was last sent to.</summary>
    public long? ChatId { get; set; }

    /// <summary>Where it stands.</summary>
    public MessageState State { get; set; }

    /// <summary>Rises with every intent; fences late outcomes.</summary>
    public int Attempt { get; set; }

    /// <summary>How many attempts ended without an answer.</summary>
    public int Unanswered { get; set; }

    /// <summary>How many attempts ended with a server error.</summary>
    public int Refused { get; set; }

    /// <summary>When the first of them did.</summary>
    public DateTimeOffset? RefusedSince { get; set; }

    /// <summary>When it last became uncertain whether it arrived; kept, for echoes.</summary>
    public DateTimeOffset? UncertainSince { get; set; }

    /// <summary>True if a sign showed, while its call ran, that an earlier attempt had arrived: whatever the call brings, it is delivered.</summary>
    public bool Arrived { get; set; }

    /// <summary>How many of its parts the provider took.</summary>
    public int PartsDone { get; set; }

    /// <summary>Why it is held, failed or waits.</summary>
    public string? Reason { get; set; }

    /// <summary>True where the client may have got a second copy.</summary>
    public bool MaybeDuplicate { get; set; }

    /// <summary>When it came.</summary>
    public DateTimeOffset ReceivedAt { get; set; }

    /// <summary>
    /// When its first attempt was intended; its words may depend on it. Null before that, and for rows that an older version attempted first.
    /// </summary>
    public DateTimeOffset? FirstAttemptAt { get; set; }

    /// <summary>When its current attempt was intended.</summary>
    public DateTimeOffset? AttemptedAt { get; set; }

    /// <summary>When it became final; null until then.</summary>
    public DateTimeOffset? DoneAt { get; set; }

    /// <summary>When its outcome is to be told; null where there is nothing to tell.</summary>
    public DateTimeOffset? AnnounceAt { get; set; }

    /// <summary>W3C trace context of its publication.</summary>
    public string? TraceParent { get; set; }
}
