using Npgsql;
using Relay.Delivery.Messages;

namespace Relay.Delivery.Accepting;

/// <summary>The durable door: what is accepted here will be delivered, or somebody is told why not.</summary>
public interface IAcceptance
{
    /// <summary>
    /// Stores a batch in one transaction and returns when it is committed: known ids are ignored, lanes give their next numbers, the
    /// publisher is woken. Where the batch cannot be stored as a whole, its intakes go one by one, and one that can never be
    /// stored becomes a dead letter. Batches of concurrent callers share commits.
    /// </summary>
    /// <param name="batch">In the order in which they came; may be empty.</param>
    /// <param name="alongside">Statements of the caller's own for the same transaction (a poll offset); may run again after a failure.</param>
    /// <returns>The ids that were new: the others were stored before.</returns>
    /// <exception cref="NpgsqlException">The database is away or refuses: nothing was stored; the caller repeats.</exception>
    Task<IReadOnlySet<Guid>> AcceptAsync(
        IReadOnlyList<Intake> batch, Func<NpgsqlConnection, CancellationToken, Task>? alongside, CancellationToken cancellationToken);
}
