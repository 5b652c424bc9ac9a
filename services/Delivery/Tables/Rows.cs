namespace Relay.Delivery.Tables;

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

    /// <summary>What became of it: <c>delivered</c>, <c>seen</c>, or a reason; until it is settled <c>held: …</c>, as last heard.</summary>
    public string? Outcome { get; set; }

    /// <summary>W3C trace context of the moment of acceptance.</summary>
    public string? TraceParent { get; set; }
}

/// <summary>One client's conversation in one direction. The origin uses the numbers given, the receiver all the rest.</summary>
public sealed class LaneRow
{
    /// <summary>The lane's key.</summary>
    public string Key { get; set; } = "";

    /// <summary>Who it belongs to: a phone, or a Telegram user id.</summary>
    public string Party { get; set; } = "";

    /// <summary>The last number given (origin).</summary>
    public long LastGiven { get; set; }

    /// <summary>The highest number that is final (receiver).</summary>
    public long LastDone { get; set; }

    /// <summary>The instance that has a message of the lane in hand; null where none has.</summary>
    public long? Owner { get; set; }

    /// <summary>When a sender looks at the lane next; null where nothing waits in it.</summary>
    public DateTimeOffset? DueAt { get; set; }

    /// <summary>Since when a message before its head is missing.</summary>
    public DateTimeOffset? GapSince { get; set; }

    /// <summary>How often the origin was asked for it.</summary>
    public int GapAsks { get; set; }

    /// <summary>What its head waits for; null where it is not held.</summary>
    public string? HeldReason { get; set; }

    /// <summary>Since when.</summary>
    public DateTimeOffset? HeldSince { get; set; }

    /// <summary>How often it looked whether the wait is over.</summary>
    public int HeldLooks { get; set; }

    /// <summary>When its head was seen to wait for nothing but the provider, which is paused; older than the pause, it says nothing.</summary>
    public DateTimeOffset? ParkedAt { get; set; }

    /// <summary>When its head last met what the provider is paused for; older than the pause, it says nothing.</summary>
    public DateTimeOffset? ProbedAt { get; set; }

    /// <summary>How often what its party waited for has come. Whoever began to look before that looks again.</summary>
    public int Releases { get; set; }
}

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

    /// <summary><c>pending</c>, <c>sending</c>, <c>held</c>; final: <c>delivered</c>, <c>failed</c>, <c>closed</c>.</summary>
    public string State { get; set; } = "pending";

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

    /// <summary>How many of its parts the provider took.</summary>
    public int PartsDone { get; set; }

    /// <summary>Why it is held, failed or waits.</summary>
    public string? Reason { get; set; }

    /// <summary>True where the client may have got a second copy.</summary>
    public bool MaybeDuplicate { get; set; }

    /// <summary>When it came.</summary>
    public DateTimeOffset ReceivedAt { get; set; }

    /// <summary>When its first attempt was intended; its words may depend on it. Null before that, and for rows that an older version attempted first.</summary>
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

/// <summary>An id that the provider returned for a message of ours.</summary>
public sealed class SentIdRow
{
    /// <summary>The provider's id.</summary>
    public string ProviderMessageId { get; set; } = "";

    /// <summary>Our message.</summary>
    public Guid MessageId { get; set; }

    /// <summary>When.</summary>
    public DateTimeOffset At { get; set; }
}

/// <summary>Whether the provider takes calls: one row.</summary>
public sealed class ProviderRow
{
    /// <summary>Always 1.</summary>
    public int Id { get; set; }

    /// <summary>When the next probe may go; null while nothing is paused.</summary>
    public DateTimeOffset? PausedUntil { get; set; }

    /// <summary>Since when it is paused.</summary>
    public DateTimeOffset? PausedSince { get; set; }

    /// <summary>Why.</summary>
    public string? Why { get; set; }

    /// <summary>True where the account is refused: people must act.</summary>
    public bool Account { get; set; }

    /// <summary>How many probes have failed.</summary>
    public int Probes { get; set; }

    /// <summary>Until when nobody else probes; null while nobody does.</summary>
    public DateTimeOffset? ProbingUntil { get; set; }

    /// <summary>True if the harmless call failed too: it may end the pause, as a message may.</summary>
    public bool ByCall { get; set; }
}

/// <summary>A token bucket that all instances share.</summary>
public sealed class BucketRow
{
    /// <summary><c>all</c>, or a recipient.</summary>
    public string Key { get; set; } = "";

    /// <summary>Tokens left at <see cref="RefilledAt"/>.</summary>
    public double Tokens { get; set; }

    /// <summary>When the tokens were last reckoned.</summary>
    public DateTimeOffset RefilledAt { get; set; }
}

/// <summary>A living instance of this service.</summary>
public sealed class InstanceRow
{
    /// <summary>Its id, also of its advisory lock.</summary>
    public long Id { get; set; }

    /// <summary>Rises every second.</summary>
    public long Beat { get; set; }

    /// <summary>When it registered.</summary>
    public DateTimeOffset StartedAt { get; set; }
}

/// <summary>A role that one instance has at a time.</summary>
public sealed class RoleRow
{
    /// <summary>For example <c>poller</c>.</summary>
    public string Name { get; set; } = "";

    /// <summary>Who has it.</summary>
    public long Instance { get; set; }
}

/// <summary>What this database knows of itself: one row.</summary>
public sealed class DatabaseRow
{
    /// <summary>Always 1.</summary>
    public int Id { get; set; }

    /// <summary>The key under which lanes appear in traces, metrics and notices.</summary>
    public byte[] HmacKey { get; set; } = [];

    /// <summary>The first start.</summary>
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>Numbers up to this may have been delivered before the database was restored from a backup; 0 where it never was.</summary>
    public long RestoredBefore { get; set; }
}
