namespace Relay.TelegramGateway.Persistence;

/// <summary>The file of an open message of a manager.</summary>
internal sealed class ReplyFileRow
{
    /// <summary>The message.</summary>
    public Guid MessageId { get; set; }

    /// <summary>Where it is fetched from.</summary>
    public string Url { get; set; } = "";

    /// <summary>The name that the client sees; until it is fetched as the message says, or empty.</summary>
    public string Name { get; set; } = "";

    /// <summary><c>waiting</c>, <c>ready</c> or <c>missing</c>.</summary>
    public string State { get; set; } = "";

    /// <summary>Why it is missing, or was not fetched by the last attempt; null if it is ready or new.</summary>
    public string? Reason { get; set; }

    /// <summary>True if Telegram refused it as its own kind.</summary>
    public bool AsDocument { get; set; }

    /// <summary>Its bytes, complete if it is ready; null if there are none.</summary>
    public Guid? ContentId { get; set; }

    /// <summary>How many attempts to fetch it began.</summary>
    public int Tries { get; set; }

    /// <summary>When it may be taken for the next attempt; moves on while one brings bytes.</summary>
    public DateTimeOffset DueAt { get; set; }

    /// <summary>Until when it is tried for.</summary>
    public DateTimeOffset Deadline { get; set; }
}
