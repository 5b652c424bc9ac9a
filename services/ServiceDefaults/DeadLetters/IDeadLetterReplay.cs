namespace Relay.ServiceDefaults.DeadLetters;

/// <summary>Processes letters of some source again, as it would process them if they came now: with today's code and settings.</summary>
public interface IDeadLetterReplay
{
    /// <summary>Whether letters of this source are its business.</summary>
    bool Takes(string source);

    /// <summary>
    /// Processes a letter. What was accepted before is not accepted again: the ids that every message has decide. Throws where the database
    /// or the broker does; the letter then stays as it was.
    /// </summary>
    Task<ReplayResult> ReplayAsync(StoredLetter letter, CancellationToken cancellationToken);
}

/// <summary>A letter as it is stored.</summary>
/// <param name="Id">Its number in the table.</param>
/// <param name="Key">What makes a repeat the same letter; null where nothing does.</param>
/// <param name="Source">Where it came from.</param>
/// <param name="Raw">What came.</param>
/// <param name="IsOld">Stored so long ago that it may have been delivered since, and nobody knows any more.</param>
public sealed record StoredLetter(long Id, string? Key, string Source, string Raw, bool IsOld);

/// <summary>What came of a replay.</summary>
/// <param name="Done">False where the letter could still not be processed: it stays a dead letter.</param>
/// <param name="Words">In a few words for people, without content.</param>
public sealed record ReplayResult(bool Done, string Words);
