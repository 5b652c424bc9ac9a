using Npgsql;
using Relay.Delivery.Messages;
using Relay.Delivery.Tables.Accepted;
using Relay.Delivery.Tables.Deliveries;
using Relay.Delivery.Tables.Lanes;
using Relay.ServiceDefaults.DeadLetters;
using Relay.ServiceDefaults.Persistence;

namespace Relay.Delivery.Accepting;

/// <summary>The writes of one acceptance transaction.</summary>
internal sealed class AcceptTransaction(LockedLanes locked, PublishedContracts contracts, IDeadLetters dead)
{
    /// <returns>New messages that are ready to be published, in the order of acceptance.</returns>
    public async Task<IReadOnlyList<Publication>> StoreAsync(
        NpgsqlConnection connection, IReadOnlyList<Acceptance.Entry> entries, CancellationToken cancellationToken)
    {
        var rows = entries.DistinctBy(entry => entry.Intake.MessageId).ToList();
        if (rows.Count == 0)
        {
            return [];
        }

        var numbers = await NumberAsync(connection, rows, cancellationToken);
        var stored = await connection.ReadAsync(NewRows.Store(rows.ConvertAll(row => ToRow(row, numbers))), cancellationToken);
        var ready = stored.ToDictionary(row => row.MessageId);
        rows.ForEach(entry => entry.IsNew = ready.ContainsKey(entry.Intake.MessageId));
        var fresh = rows.FindAll(entry => entry.IsNew);
        List<LocalMessage> own = [.. fresh.SelectMany(entry => entry.Intake.Local.Select(message => message with { TraceParent = entry.TraceParent }))];
        if (own.Count > 0)
        {
            await connection.RunAsync(OwnMessages.Store(own), cancellationToken);
        }

        await dead.StoreAsync(connection, [.. fresh.Select(entry => entry.Intake.Dead).OfType<DeadLetter>()], cancellationToken);
        return [.. from entry in fresh
                   let row = ready[entry.Intake.MessageId]
                   where row.IsReady
                   select contracts.Numbered(
                       row.MessageId, entry.Intake.Lane, entry.Intake.Publish!, numbers.GetValueOrDefault(row.MessageId), row.Previous, entry.TraceParent)];
    }

    /// <summary>Gives each message that needs one its lane's next number. If the lane is locked by another transaction, it gets one later.</summary>
    private async Task<Dictionary<Guid, long>> NumberAsync(NpgsqlConnection connection, List<Acceptance.Entry> rows, CancellationToken cancellationToken)
    {
        var lanes = rows.Select(row => row.Intake).Where(intake => intake.Lane is { } lane && !locked.Contains(lane))
            .GroupBy(intake => intake.Lane!, StringComparer.Ordinal).ToList();
        var last = await LaneNumbers.ReserveAsync(
            connection, lanes.ConvertAll(lane => new LaneNeed(lane.Key, lane.First().Party ?? "", lane.Count())), cancellationToken);
        var numbers = new Dictionary<Guid, long>(rows.Count);
        foreach (var lane in lanes)
        {
            var next = last[lane.Key] - lane.Count();
            foreach (var intake in lane)
            {
                numbers[intake.MessageId] = ++next;
            }
        }

        return numbers;
    }

    /// <summary>Content that is not relayed, such as texts in groups, is not kept: only that it was seen.</summary>
    private static NewRow ToRow(Acceptance.Entry entry, Dictionary<Guid, long> numbers) => new(
        entry.Intake.MessageId,
        entry.Intake.Lane,
        numbers.TryGetValue(entry.Intake.MessageId, out var number) ? number : null,
        entry.Intake.Publish?.GetType().Name,
        entry.Intake.Publish is { } contract ? MessageJson.Write(contract) : null,
        entry.Intake is { Publish: not null, Raw: { } raw } ? PostgresText.Storable(raw) : null,
        entry.Intake.Mark,
        entry.TraceParent);
}
