namespace Relay.ServiceDefaults.DeadLetters.Tables;

/// <summary>A letter without its content.</summary>
/// <param name="Id">Its number.</param>
/// <param name="At">When it was stored.</param>
/// <param name="Source">Where it came from.</param>
/// <param name="Reason">Why it is one.</param>
/// <param name="Bytes">How much came.</param>
/// <param name="ReplayedAt">When it was processed after all.</param>
/// <param name="DiscardedAt">When somebody took it off the list.</param>
/// <param name="Result">What came of the last replay; null where there was none.</param>
internal sealed record LetterLine(
    long Id, DateTimeOffset At, string Source, string Reason, int Bytes, DateTimeOffset? ReplayedAt, DateTimeOffset? DiscardedAt, string? Result);
