using Relay.Delivery.Tables.Lanes;

namespace Relay.Delivery.Tables.Model;

/// <summary>One client's conversation in one direction. The origin uses the given numbers, the receiver everything else.</summary>
public sealed class LaneRow
{
    /// <summary>The lane's key.</summary>
    public string Key { get; set; } = "";

    /// <summary>The client's key: a phone, or a Telegram user id.</summary>
    public string Party { get; set; } = "";

    /// <summary>The last number given (origin).</summary>
    public long LastGiven { get; set; }

    /// <summary>The highest number that is final (receiver).</summary>
    public long LastDone { get; set; }

    /// <summary>The instance that has a message of the lane in hand; null if none has.</summary>
    public long? Owner { get; set; }

    /// <summary>When a sender tries the lane next; null if nothing waits in it.</summary>
    public DateTimeOffset? DueAt { get; set; }

    /// <summary>Since when a message before its head is missing.</summary>
    public DateTimeOffset? GapSince { get; set; }

    /// <summary>How often the origin was asked about it.</summary>
    public int GapAsks { get; set; }

    /// <summary>The reason of its head's hold; null if it is not held.</summary>
    public string? HeldReason { get; set; }

    /// <summary>Since when it is held.</summary>
    public DateTimeOffset? HeldSince { get; set; }

    /// <summary>How often it was tried again while held.</summary>
    public int HeldLooks { get; set; }

    /// <summary>When its head was found to wait only for the paused provider; meaningless if older than the pause.</summary>
    public DateTimeOffset? ParkedAt { get; set; }

    /// <summary>When its head last met the fault for which the provider is paused; meaningless if older than the pause.</summary>
    public DateTimeOffset? ProbedAt { get; set; }

    /// <summary>When the part of a message that it last waited for will have come or been given up; until then its waiting is reported to nobody.</summary>
    public DateTimeOffset? ExpectedBy { get; set; }

    /// <summary>How often its client's holds were released. A look-up or call that began at a lower count is outdated.</summary>
    public int Releases { get; set; }
}
