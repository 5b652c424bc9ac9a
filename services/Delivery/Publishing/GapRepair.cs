using Npgsql;
using Relay.Contracts.Lanes;
using Relay.Delivery.Queues;
using Relay.Delivery.Tables.Accepted;
using Relay.ServiceDefaults.Persistence;

namespace Relay.Delivery.Publishing;

/// <summary>Answers a receiver that misses a message.</summary>
internal sealed class GapRepair(NpgsqlDataSource database, PublishQueue queue)
{
    /// <summary>
    /// Makes unsettled messages in the gap due. Tells the receiver which of its messages are settled, and what unknown ones must wait for (this database
    /// was restored from a backup).
    /// </summary>
    public async Task<LaneSettled> AnswerAsync(MessagesMissing missing, CancellationToken cancellationToken)
    {
        var judge = GapStatements.Judge(missing);
        await database.RunAsync([GapStatements.PublishNow(missing), judge], cancellationToken);
        queue.LookNow();
        return new LaneSettled
        {
            Lane = missing.Lane,
            Settled = [.. judge.Rows.Where(row => row.IsSettled).Select(row => row.MessageId)],
            Unknown = [.. judge.Rows.Where(row => !row.IsSettled).Select(row => new UnknownMessage { MessageId = row.MessageId, Previous = row.Previous })],
        };
    }
}
