namespace Relay.ServiceDefaults.DeadLetters;

/// <summary>Input that could not be parsed, placed or processed. It is stored, counted, and can be replayed.</summary>
/// <param name="Source">Where it came from: one of <see cref="DeadLetterSource"/>, or the queue's name.</param>
/// <param name="Reason">The reason, in a few words for people, without content.</param>
/// <param name="Raw">The input as text.</param>
/// <param name="Key">Identifies repeats as the same letter; null if each is stored.</param>
public sealed record DeadLetter(string Source, string Reason, string Raw, string? Key = null);
