namespace Relay.ServiceDefaults.DeadLetters;

/// <summary>Processes letters of some sources again, as if they came now: with today's code and settings.</summary>
public interface IDeadLetterReplay
{
    /// <summary>True if it processes letters of this source.</summary>
    bool Takes(string source);

    /// <summary>
    /// Processes a letter. What was accepted before is not accepted again, because every message has an id. Throws if the database or the broker does;
    /// the letter then stays as it was.
    /// </summary>
    Task<ReplayResult> ReplayAsync(StoredLetter letter, CancellationToken cancellationToken);
}

/// <summary>A stored letter.</summary>
/// <param name="Id">Its number in the table.</param>
/// <param name="Key">Identifies repeats as the same letter; null if there is no key.</param>
/// <param name="Source">Where it came from.</param>
/// <param name="Raw">The input.</param>
/// <param name="IsOld">True if it is so old that its message may have been delivered since, without a trace of it.</param>
public sealed record StoredLetter(long Id, string? Key, string Source, string Raw, bool IsOld);

/// <summary>The result of a replay.</summary>
/// <param name="Done">False if the letter still could not be processed: it stays open.</param>
/// <param name="Words">In a few words for people, without content.</param>
public sealed record ReplayResult(bool Done, string Words);
