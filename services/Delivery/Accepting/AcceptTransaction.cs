using Npgsql;
using Relay.Delivery.Persistence;
using Relay.Delivery.Receiving;
using Relay.ServiceDefaults.DeadLetters;
using Relay.ServiceDefaults.Persistence;

namespace Relay.Delivery.Accepting;

/// <summary>
/// What one transaction of acceptance writes. Rows to be published are born claimed (<c>publish_at</c> 30 s ahead): this process hands
/// them straight to its publisher, and where it dies in between, any publisher finds them due.
/// </summary>
internal sealed class AcceptTransaction(LockedLanes locked, IDeadLetters dead)
{
    /// <returns>The ids that are new and ready to be published.</returns>
    public async Task<IReadOnlyList<Guid>> StoreAsync(
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
        return [.. stored.Where(row => row.Value).Select(row => row.Key)];
    }

    /// <returns>The ids that are new, and whether each is ready to be published.</returns>
    private static async Task<Dictionary<Guid, bool>> InsertAsync(
        NpgsqlConnection connection, List<Acceptance.Entry> rows, Dictionary<Guid, long> numbers, CancellationToken cancellationToken)
    {
        await using var insert = new NpgsqlCommand(
            """
            INSERT INTO accepted (message_id, lane, number, type, body, raw, accepted_at, publish_at, publishes, settled_at, outcome, trace_parent)
            SELECT id, lane, number, type, body, raw, now(),
                   CASE WHEN type IS NOT NULL AND (lane IS NULL OR number IS NOT NULL) THEN now() + interval '30 s' END, 0,
                   CASE WHEN type IS NULL THEN now() END, CASE WHEN type IS NULL THEN 'seen' END, trace
            FROM unnest(@ids, @lanes, @numbers, @types, @bodies, @raws, @traces)
                 WITH ORDINALITY AS t (id, lane, number, type, body, raw, trace, position)
            ORDER BY position
            ON CONFLICT (message_id) DO NOTHING
            RETURNING message_id, publish_at IS NOT NULL
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
                new("raws", rows.ConvertAll(row => row.Intake.Raw is { } raw ? PostgresText.Storable(raw) : null)),
                new("traces", rows.ConvertAll(row => row.TraceParent)),
            },
        };
        var stored = new Dictionary<Guid, bool>(rows.Count);
        await using var reader = await insert.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            stored.Add(reader.GetGuid(0), reader.GetBoolean(1));
        }

        return stored;
    }
}
