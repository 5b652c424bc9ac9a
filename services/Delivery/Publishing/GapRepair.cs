using Npgsql;
using Relay.Contracts.Lanes;
using Relay.Delivery.Queues;
using Relay.Delivery.Tables.Accepted;
using Relay.ServiceDefaults.Persistence;

namespace Relay.Delivery.Publishing;

/// <summary>The origin's answer to a receiver that misses something.</summary>
internal sealed class GapRepair(NpgsqlDataSource database, PublishQueue queue)
{
    /// <summary>
    /// Makes due what is unsettled in the gap, and says of the messages that the receiver holds which are known to be settled, and what
    /// those must wait for that this database does not know (it was restored from a backup).
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
