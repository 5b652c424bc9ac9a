using Npgsql;
using Relay.Delivery.Messages;

namespace Relay.Delivery.Accepting;

/// <summary>Accepts input durably: an accepted message is delivered, or somebody is told why not.</summary>
public interface IAcceptance
{
    /// <summary>
    /// Stores a batch in one transaction and returns after the commit: known ids are ignored, messages get their lane's next numbers, the publisher is
    /// woken. If the batch cannot be stored as a whole, its intakes are stored one by one, and one that can never be stored becomes a dead letter.
    /// Batches of concurrent callers share commits.
    /// </summary>
    /// <param name="batch">In the order of arrival; may be empty.</param>
    /// <param name="alongside">The caller's statements for the same transaction (a poll offset); may run again after a failure.</param>
    /// <returns>The ids that were new; the others were stored before.</returns>
    /// <exception cref="NpgsqlException">The database is away or refuses: nothing was stored; the caller repeats.</exception>
    Task<IReadOnlySet<Guid>> AcceptAsync(
        IReadOnlyList<Intake> batch, Func<NpgsqlConnection, CancellationToken, Task>? alongside, CancellationToken cancellationToken);
}
