namespace Relay.Delivery.Messages;

/// <summary>A row of <c>delivery</c> as its sender sees it.</summary>
public sealed record OutgoingMessage
{
    private object? read;

    /// <summary>The message's id.</summary>
    public required Guid MessageId { get; init; }

    /// <summary>Its lane.</summary>
    public required string Lane { get; init; }

    /// <summary>Its number in the lane.</summary>
    public required long Number { get; init; }

    /// <summary>What it is, as it was stored.</summary>
    public required string Type { get; init; }

    /// <summary>The stored JSON.</summary>
    public required string Body { get; init; }

    /// <summary>How many of its parts the provider has accepted: the next call sends this part, counted from 0.</summary>
    public required int PartsDone { get; init; }

    /// <summary>True where an earlier copy may have arrived.</summary>
    public required bool MaybeDuplicate { get; init; }

    /// <summary>How often the provider met it with an error since it last took a part; 0 where nobody asks.</summary>
    public int Refused { get; init; }

    /// <summary>The phone that it was last sent to; null if it was sent to no phone, or nobody asks.</summary>
    public string? SentTo { get; init; }

    /// <summary>When this service received it.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>
    /// When its first attempt was intended: the same for all its attempts and parts. Null if unknown, and where nobody asks.
    /// </summary>
    public DateTimeOffset? FirstAttemptAt { get; init; }

    /// <summary>
    /// The body of the change whose text is sent in place of the message's own. Before the first attempt that is the last change stored. It stays the same
    /// for later attempts, so that all of them say the same. Null if nothing changes the message, and where nobody asks.
    /// </summary>
    public string? ChangedTo { get; init; }

    /// <summary>The body as the contract, or the local message, that it was written from. Read once: each message is asked for whom and for what.</summary>
    /// <exception cref="System.Text.Json.JsonException">Another version wrote it.</exception>
    public T Read<T>()
        where T : class => (T)(read ??= MessageJson.Read<T>(Body));
}
