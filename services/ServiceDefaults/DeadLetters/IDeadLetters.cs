using Npgsql;

namespace Relay.ServiceDefaults.DeadLetters;

/// <summary>The table <c>dead</c>.</summary>
public interface IDeadLetters
{
    /// <summary>
    /// Stores a letter; one whose key is stored already changes nothing, unless that one was replayed: it waits again. Throws where the database
    /// does.
    /// </summary>
    Task StoreAsync(DeadLetter letter, CancellationToken cancellationToken);

    /// <summary>The same within a transaction of the caller's.</summary>
    Task StoreAsync(NpgsqlConnection connection, IReadOnlyList<DeadLetter> letters, CancellationToken cancellationToken);
}
