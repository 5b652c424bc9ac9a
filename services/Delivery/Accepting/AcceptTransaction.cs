using Npgsql;
using Relay.Delivery.Messages;
using Relay.Delivery.Tables;
using Relay.ServiceDefaults.DeadLetters;
using Relay.ServiceDefaults.Persistence;

namespace Relay.Delivery.Accepting;

/// <summary>
/// What one transaction of acceptance writes. Rows to be published are born claimed (<c>publish_at</c> 30 s ahead): this process hands
/// them straight to its publisher, and where it dies in between, any publisher finds them due.
/// </summary>
internal sealed class AcceptTransaction(LockedLanes locked, PublishedContracts contracts, IDeadLetters dead)
{
    /// <returns>What is new and ready to be published, in the order of acceptance.</returns>
    public async Task<IReadOnlyList<Publication>> StoreAsync(
        NpgsqlConnection connection, IReadOnlyList<Acceptance.Entry> entries, CancellationToken cancellationToken)
    {
        var rows = entries.DistinctBy(entry => entry.Intake.MessageId).ToList();
        if (rows.Count == 0)
        {
            return [];
        }

        bool TakesNumber(Acceptance.Entry entry) => entry.Intake.Lane is { } lane && !locked.Contains(lane);
        var numbers = await LaneNumbers.GiveAsync(connection, [.. rows.Where(TakesNumber).Select(entry => entry.Intake)], cancellationToken);
        var stored = await InsertAsync(connection, rows, numbers, cancellationToken);
        rows.ForEach(entry => entry.IsNew = stored.ContainsKey(entry.Intake.MessageId));
        var fresh = rows.FindAll(entry => entry.IsNew);
        var local = fresh.SelectMany(entry => entry.Intake.Local.Select(message => message with { TraceParent = entry.TraceParent }));
        await LocalDeliveries.InsertAsync(connection, [.. local], cancellationToken);
        await dead.StoreAsync(connection, [.. fresh.Select(entry => entry.Intake.Dead).OfType<DeadLetter>()], cancellationToken);
        return ToPublish(rows, numbers, stored);
    }

    /// <summary>Of a lane's new rows, each waits for the one before it; the first for what the table had.</summary>
    private List<Publication> ToPublish(List<Acceptance.Entry> rows, Dictionary<Guid, long> numbers, Dictionary<Guid, Stored> stored)
    {
        var last = new Dictionary<string, long>(StringComparer.Ordinal);
        var publications = new List<Publication>(rows.Count);
        foreach (var (intake, trace) in rows.Select(row => (row.Intake, row.TraceParent)))
        {
            if (!stored.TryGetValue(intake.MessageId, out var row) || !row.IsReady)
            {
                continue;
            }

            var number = numbers.GetValueOrDefault(intake.MessageId);
            var previous = intake.Lane is { } lane && last.TryGetValue(lane, out var earlier) ? earlier : row.Previous;
            publications.Add(contracts.Numbered(intake.MessageId, intake.Lane, intake.Publish!, number, previous, trace));
            last[intake.Lane ?? ""] = number;
        }

        return publications;
    }

    /// <returns>The rows that are new.</returns>
    private static async Task<Dictionary<Guid, Stored>> InsertAsync(
        NpgsqlConnection connection, List<Acceptance.Entry> rows, Dictionary<Guid, long> numbers, CancellationToken cancellationToken)
    {
        await using var insert = new NpgsqlCommand(
            """
            INSERT INTO accepted (message_id, lane, number, type, body, raw, mark, accepted_at, publish_at, publishes, settled_at, outcome, trace_parent)
            SELECT id, lane, number, type, body, raw, mark, now(),
                   CASE WHEN type IS NOT NULL AND (lane IS NULL OR number IS NOT NULL) THEN now() + interval '30 s' END, 0,
                   CASE WHEN type IS NULL THEN now() END, CASE WHEN type IS NULL THEN 'seen' END, trace
            FROM unnest(@ids, @lanes, @numbers, @types, @bodies, @raws, @marks, @traces)
                 WITH ORDINALITY AS t (id, lane, number, type, body, raw, mark, trace, position)
            ORDER BY position
            ON CONFLICT (message_id) DO NOTHING
            RETURNING message_id, publish_at IS NOT NULL,
                CASE WHEN publish_at IS NOT NULL THEN
                    (SELECT e.number FROM accepted e
                     WHERE e.lane = accepted.lane AND e.number < accepted.number AND e.settled_at IS NULL ORDER BY e.number DESC LIMIT 1) END
            """,
            connection)
        {
            Parameters =
            {
                new("ids", rows.ConvertAll(row => row.Intake.MessageId)),
                new("lanes", rows.ConvertAll(row => row.Intake.Lane)),
                new("numbers", rows.ConvertAll(row => numbers.TryGetValue(row.Intake.MessageId, out var number) ? (long?)number : null)),
                new("types", rows.ConvertAll(row => row.Intake.Publish?.GetType().Name)),
                new("bodies", rows.ConvertAll(row => row.Intake.Publish is { } contract ? MessageJson.Write(contract) : null)),
                // Of what is not relayed, a stranger's words in a group among it, nothing is kept but that it was seen.
                new("raws", rows.ConvertAll(row => row.Intake is { Publish: not null, Raw: { } raw } ? PostgresText.Storable(raw) : null)),
                new("marks", rows.ConvertAll(row => row.Intake.Mark)),
                new("traces", rows.ConvertAll(row => row.TraceParent)),
            },
        };
        var stored = new Dictionary<Guid, Stored>(rows.Count);
        await using var reader = await insert.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            stored.Add(reader.GetGuid(0), new Stored(reader.GetBoolean(1), reader.IsDBNull(2) ? 0 : reader.GetInt64(2)));
        }

        return stored;
    }

    /// <param name="IsReady">Whether it may be published: where its lane is locked by somebody, it has no number yet.</param>
    /// <param name="Previous">The number of its lane's nearest row that was there before and is not settled; 0 where there is none.</param>
    private readonly record struct Stored(bool IsReady, long Previous);
}
