using Npgsql;

namespace Relay.ServiceDefaults.DeadLetters;

/// <summary>The table <c>dead</c>.</summary>
public interface IDeadLetters
{
    /// <summary>
    /// Stores a letter. If its key is stored already, nothing changes, unless that letter was replayed: it becomes open again. Throws if the database
    /// does.
    /// </summary>
    Task StoreAsync(DeadLetter letter, CancellationToken cancellationToken);

    /// <summary>The same within the caller's transaction.</summary>
    Task StoreAsync(NpgsqlConnection connection, IReadOnlyList<DeadLetter> letters, CancellationToken cancellationToken);
}
