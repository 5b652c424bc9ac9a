using Npgsql;
using Relay.Delivery.Queues;
using Relay.Delivery.Tables.Accepted;
using Relay.ServiceDefaults.DeadLetters;
using Relay.ServiceDefaults.Persistence;

namespace Relay.Delivery.Publishing;

/// <summary>Publishes at once a row that an earlier version of this service could not read; it would be tried again later anyway.</summary>
internal sealed class PublicationReplay(NpgsqlDataSource database, PublishQueue queue) : IDeadLetterReplay
{
    public bool Takes(string source) => source == DeadLetterSource.Publishing;

    public async Task<ReplayResult> ReplayAsync(StoredLetter letter, CancellationToken cancellationToken)
    {
        var publish = AcceptedStatements.PublishNow(Guid.Parse(letter.Key!));
        await database.RunAsync(publish, cancellationToken);
        if (publish.Changed == 0)
        {
            return new ReplayResult(Done: true, "its outcome is known already: nothing was done");
        }

        queue.LookNow();
        return new ReplayResult(Done: true, "it is published again; where it still cannot be read, this letter comes back");
    }
}
