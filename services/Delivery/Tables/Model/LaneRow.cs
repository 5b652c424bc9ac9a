using Relay.Delivery.Tables.Lanes;

namespace Relay.Delivery.Tables.Model;

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
