using Relay.Delivery.Messages;

namespace Relay.Delivery.Tables.Model;

/// <summary>A message to deliver, with its outcome: the receiver's side. Kept for 90 days.</summary>
public sealed class DeliveryRow
{
    /// <summary>The message's id.</summary>
    public Guid MessageId { get; set; }

    /// <summary>Its lane.</summary>
    public string Lane { get; set; } = "";

    /// <summary>Its number in the lane.</summary>
    public long Number { get; set; }

    /// <summary>What must be final before it; 0 if nothing.</summary>
    public long Previous { get; set; }

    /// <summary>Its kind: the contract's name, or a local kind.</summary>
    public string Type { get; set; } = "";

    /// <summary>The content for its sender, as JSON; empty after texts are deleted.</summary>
    public string Body { get; set; } = "";

    /// <summary>The message that this one changes; null if it is a new one.</summary>
    public Guid? Original { get; set; }

    /// <summary>The change whose content it has had since its first attempt; null if its own.</summary>
    public Guid? ChangedBy { get; set; }

    /// <summary>True for this service's own prompts and notes: no origin waits for their outcome.</summary>
    public bool Local { get; set; }

    /// <summary>The phone that it was last sent to.</summary>
    public string? Phone { get; set; }

    /// <summary>The chat that it was last sent to.</summary>
    public long? ChatId { get; set; }

    /// <summary>Its state.</summary>
    public MessageState State { get; set; }

    /// <summary>Rises with every intent; fences late outcomes.</summary>
    public int Attempt { get; set; }

    /// <summary>How many attempts ended without an answer.</summary>
    public int Unanswered { get; set; }

    /// <summary>How many attempts ended with a server error.</summary>
    public int Refused { get; set; }

    /// <summary>When the first of these did.</summary>
    public DateTimeOffset? RefusedSince { get; set; }

    /// <summary>When it last became uncertain whether it arrived; kept, for echoes.</summary>
    public DateTimeOffset? UncertainSince { get; set; }

    /// <summary>True if a sign during its call showed that an earlier attempt had arrived: it is delivered, however the call ends.</summary>
    public bool Arrived { get; set; }

    /// <summary>True if the call of its current attempt is idempotent: cut off, it leaves no doubt.</summary>
    public bool MayRepeat { get; set; }

    /// <summary>How many of its parts the provider took; 0 for a change, which finds in <c>sent_id</c> what is left to do.</summary>
    public int PartsDone { get; set; }

    /// <summary>
    /// What the accepted call said, as the provider names it (<c>SendOutcome.Delivered.Words</c>), for telling echoes from other messages at first sight.
    /// Null if none was accepted, if the text is no longer kept, and for rows of older versions.
    /// </summary>
    public string? Words { get; set; }

    /// <summary>Why it is held, failed or waits.</summary>
    public string? Reason { get; set; }

    /// <summary>True if the client may have got a second copy.</summary>
    public bool MaybeDuplicate { get; set; }

    /// <summary>When it arrived.</summary>
    public DateTimeOffset ReceivedAt { get; set; }

    /// <summary>
    /// When its first attempt was intended; its text may depend on it. Null before that, and for rows whose first attempt an older version made.
    /// </summary>
    public DateTimeOffset? FirstAttemptAt { get; set; }

    /// <summary>When its current attempt was intended.</summary>
    public DateTimeOffset? AttemptedAt { get; set; }

    /// <summary>When it became final; null until then.</summary>
    public DateTimeOffset? DoneAt { get; set; }

    /// <summary>When its outcome is announced; null if there is nothing to announce.</summary>
    public DateTimeOffset? AnnounceAt { get; set; }

    /// <summary>W3C trace context of its publication.</summary>
    public string? TraceParent { get; set; }
}
