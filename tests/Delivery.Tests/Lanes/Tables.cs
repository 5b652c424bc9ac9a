using Npgsql;
using Relay.ServiceDefaults.Persistence;

namespace Relay.Delivery.Tests.Lanes;

/// <summary>The receiver's tables between two steps, with the rules for every step.</summary>
internal sealed record Tables(IReadOnlyDictionary<Guid, Tables.Row> Rows, IReadOnlyDictionary<string, Tables.Lane> Lanes, IReadOnlySet<long> Instances)
{
    internal sealed record Row(string Lane, string State, int Attempt, bool IsFinal, bool MaybeDuplicate, string? Reason, bool MayRepeat);

    internal sealed record Lane(long? Owner, long LastDone, int GapAsks);

    public static async Task<Tables> ReadAsync(NpgsqlDataSource database)
    {
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(new("SELECT message_id, lane, state, attempt, done_at IS NOT NULL, maybe_duplicate, reason, may_repeat FROM delivery"));
        batch.BatchCommands.Add(new("SELECT key, owner, last_done, gap_asks FROM lane"));
        batch.BatchCommands.Add(new("SELECT id FROM instance"));
        await using var reader = await batch.ExecuteReaderAsync();
        var rows = new Dictionary<Guid, Row>();
        while (await reader.ReadAsync())
        {
            rows.Add(
                reader.GetGuid(0),
                new Row(
                    reader.GetString(1), reader.GetString(2), reader.GetInt32(3), reader.GetBoolean(4), reader.GetBoolean(5),
                    reader.IsDBNull(6) ? null : reader.GetString(6), reader.GetBoolean(7)));
        }

        await reader.NextResultAsync();
        var lanes = new Dictionary<string, Lane>(StringComparer.Ordinal);
        while (await reader.ReadAsync())
        {
            lanes.Add(reader.GetString(0), new Lane(reader.IsDBNull(1) ? null : reader.GetInt64(1), reader.GetInt64(2), reader.GetInt32(3)));
        }

        await reader.NextResultAsync();
        var instances = new HashSet<long>();
        while (await reader.ReadAsync())
        {
            instances.Add(reader.GetInt64(0));
        }

        return new Tables(rows, lanes, instances);
    }

    /// <summary>The number of lanes asked about in the last step.</summary>
    public int AsksSince(Tables before) => Lanes.Count(lane => before.Lanes.TryGetValue(lane.Key, out var was) && lane.Value.GapAsks > was.GapAsks);

    /// <summary>The messages whose caller was declared dead in the last step, in a call that a repeat would double.</summary>
    public IEnumerable<Guid> CutOffSince(Tables before) => before.Rows
        .Where(row => row.Value is { State: "sending", MayRepeat: false } && before.Owner(row.Value) is { } owner && !Instances.Contains(owner))
        .Select(row => row.Key);

    /// <summary>What is wrong with this state by itself.</summary>
    /// <param name="locked">The lane whose row is locked and cannot be freed; null if there is none.</param>
    public IEnumerable<string> Problems(string? locked)
    {
        foreach (var lane in Rows.Values.Where(row => row.State == "sending").GroupBy(row => row.Lane, StringComparer.Ordinal))
        {
            if (lane.Count() > 1)
            {
                yield return $"{lane.Count()} messages in flight in {lane.Key}";
            }

            if (Lanes[lane.Key].Owner is null)
            {
                yield return $"a message of {lane.Key} is in flight and nobody owns the lane";
            }
        }

        foreach (var (key, lane) in Lanes)
        {
            if (key != locked && lane.Owner is { } owner && !Instances.Contains(owner))
            {
                yield return $"{key} is owned by {owner}, who is dead";
            }
        }
    }

    /// <summary>What the last step must not have done.</summary>
    /// <param name="sender">The instance of the round; null if it was none.</param>
    public IEnumerable<string> ProblemsSince(Tables before, long? sender)
    {
        foreach (var (id, was) in before.Rows)
        {
            if (!Rows.TryGetValue(id, out var row) || (was.IsFinal && row.State != was.State) || row.Attempt < was.Attempt
                || (was.MaybeDuplicate && !row.MaybeDuplicate))
            {
                yield return $"{id} was {was} and is {row?.ToString() ?? "gone"}";
                continue;
            }

            // Fencing: a message in flight belongs to its caller until the caller is declared dead.
            if (was.State == "sending" && (row.State, row.Attempt) != (was.State, was.Attempt) && before.Owner(was) is { } caller && caller != sender
                && Instances.Contains(caller))
            {
                yield return $"{id} was in flight for {caller}; {sender?.ToString() ?? "somebody"} made it {row}";
            }

            if (row.Attempt > was.Attempt && (sender is null || row.Attempt > was.Attempt + 1 || Owner(row) != sender))
            {
                yield return $"{id} was {was} and is intended by {Owner(row)}, in the round of {sender}: {row}";
            }
        }

        foreach (var (key, was) in before.Lanes)
        {
            if (Lanes[key].LastDone < was.LastDone)
            {
                yield return $"{key} went back from {was.LastDone} to {Lanes[key].LastDone}";
            }
        }
    }

    private long? Owner(Row row) => Lanes[row.Lane].Owner;
}
