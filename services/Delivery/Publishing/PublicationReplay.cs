using Npgsql;
using Relay.Delivery.Queues;
using Relay.ServiceDefaults.DeadLetters;

namespace Relay.Delivery.Publishing;

/// <summary>Publishes at once what an earlier version of this service could not read; it would be tried again anyway, later.</summary>
internal sealed class PublicationReplay(NpgsqlDataSource database, PublishQueue queue) : IDeadLetterReplay
{
    public bool Takes(string source) => source == "publishing";

    public async Task<ReplayResult> ReplayAsync(StoredLetter letter, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            "UPDATE accepted SET publish_at = now() WHERE message_id = @id AND settled_at IS NULL AND publish_at IS NOT NULL");
        command.Parameters.Add(new("id", Guid.Parse(letter.Key!)));
        if (await command.ExecuteNonQueryAsync(cancellationToken) == 0)
        {
            return new ReplayResult(Done: true, "its outcome is known already: nothing was done");
        }

        queue.LookNow();
        return new ReplayResult(Done: true, "it is published again; where it still cannot be read, this letter comes back");
    }
}
