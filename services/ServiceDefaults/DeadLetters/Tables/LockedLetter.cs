namespace Relay.ServiceDefaults.DeadLetters.Tables;

/// <summary>A letter that somebody decides about.</summary>
/// <param name="Key">What makes a repeat the same letter; null if nothing does.</param>
/// <param name="Source">Where it came from.</param>
/// <param name="Raw">What came.</param>
/// <param name="IsReplayed">True if it was processed after all.</param>
/// <param name="IsDiscarded">True if somebody took it off the list.</param>
/// <param name="IsOld">Stored so long ago that it may have been delivered since, and nobody knows any more.</param>
internal sealed record LockedLetter(string? Key, string Source, string Raw, bool IsReplayed, bool IsDiscarded, bool IsOld);
