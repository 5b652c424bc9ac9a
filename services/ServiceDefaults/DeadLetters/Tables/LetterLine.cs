namespace Relay.ServiceDefaults.DeadLetters.Tables;

/// <summary>A letter without its content.</summary>
/// <param name="Id">Its number.</param>
/// <param name="At">When it was stored.</param>
/// <param name="Source">Where it came from.</param>
/// <param name="Reason">The reason.</param>
/// <param name="Bytes">The size of the input.</param>
/// <param name="ReplayedAt">When it was replayed successfully.</param>
/// <param name="DiscardedAt">When somebody discarded it.</param>
/// <param name="Result">The result of the last replay; null if there was none.</param>
internal sealed record LetterLine(
    long Id, DateTimeOffset At, string Source, string Reason, int Bytes, DateTimeOffset? ReplayedAt, DateTimeOffset? DiscardedAt, string? Result);
