namespace Relay.ServiceDefaults.DeadLetters;

/// <summary>Something that came and could not be parsed, placed or processed. It is stored, counted, and can be replayed.</summary>
/// <param name="Source">Where it came from: one of <see cref="DeadLetterSource"/>, or the queue's name.</param>
/// <param name="Reason">Why, in a few words for people, without anything of its content.</param>
/// <param name="Raw">What came, as text.</param>
/// <param name="Key">What makes a repeat of it the same letter; null where every one is stored.</param>
public sealed record DeadLetter(string Source, string Reason, string Raw, string? Key = null);
