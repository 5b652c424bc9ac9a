using System.Threading.Channels;
using Npgsql;

namespace Relay.Bench.Comparators.Bare;

/// <summary>
/// The receiver: stores messages, then sends them in rounds. A round is one transaction that writes the outcomes of ended calls and the intents of
/// new ones, for many lanes.
/// </summary>
internal sealed class BareReceiver(NpgsqlDataSource database, BareQueues queues, string name, Func<long, string, Task<bool>> call)
{
    private const int LargestBatch = 500;
    private const short Sending = 1;
    private const short Delivered = 2;

    private readonly Channel<(Parcel Parcel, bool Ended, bool Taken)> events = Channel.CreateUnbounded<(Parcel, bool, bool)>();
    private readonly Channel<long> outcomes = Channel.CreateUnbounded<long>();
    private readonly Dictionary<long, BareLane> lanes = [];
    private readonly Queue<BareLane> ready = new();
    private int inFlight;

    /// <returns>A task that ends only on failure.</returns>
    public async Task<Task> StartAsync()
    {
        await RecallAsync();
        var announce = await queues.PublisherAsync(BareOrigin.OutcomesOf(name));
        var storing = await queues.ConsumeAsync(name, LargestBatch, (body, tag) => Parcel.Read(body.Span, tag), StoreAsync);
        return Task.WhenAny(
            storing,
            Batches.RunAsync(events.Reader, LargestBatch, RoundAsync),
            Batches.RunAsync(outcomes.Reader, LargestBatch, ids => announce(BareOrigin.WriteIds(ids)).AsTask())).Unwrap();
    }

    /// <summary>Reads what an earlier process left: each lane's progress and open messages.</summary>
    private async Task RecallAsync()
    {
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(new("SELECT lane, number FROM done"));
        batch.BatchCommands.Add(new("SELECT id, lane, number, body FROM delivery WHERE done_at IS NULL"));
        await using var rows = await batch.ExecuteReaderAsync();
        while (await rows.ReadAsync())
        {
            lanes[rows.GetInt64(0)] = new BareLane(rows.GetInt64(1));
        }

        await rows.NextResultAsync();
        while (await rows.ReadAsync())
        {
            events.Writer.TryWrite((new Parcel(rows.GetInt64(0), rows.GetInt64(1), rows.GetInt64(2), rows.GetString(3)), Ended: false, Taken: false));
        }
    }

    /// <summary>Upserts; the outcome of a known and delivered message is announced again.</summary>
    private async Task StoreAsync(List<Parcel> batch)
    {
        var parcels = batch.DistinctBy(parcel => parcel.Id).ToDictionary(parcel => parcel.Id);
        await using var command = database.CreateCommand(
            """
            INSERT INTO delivery (id, lane, number, body, state, attempt)
            SELECT id, lane, number, body, 0, 0 FROM unnest(@ids, @lanes, @numbers, @bodies) AS t (id, lane, number, body)
            ON CONFLICT (id) DO UPDATE SET number = excluded.number
            RETURNING id, state
            """);
        command.Parameters.Add(new("ids", parcels.Values.Select(parcel => parcel.Id).ToArray()));
        command.Parameters.Add(new("lanes", parcels.Values.Select(parcel => parcel.Lane).ToArray()));
        command.Parameters.Add(new("numbers", parcels.Values.Select(parcel => parcel.Number).ToArray()));
        command.Parameters.Add(new("bodies", parcels.Values.Select(parcel => parcel.Text).ToArray()));
        await using var rows = await command.ExecuteReaderAsync();
        while (await rows.ReadAsync())
        {
            if (rows.GetInt16(1) == Delivered)
            {
                outcomes.Writer.TryWrite(rows.GetInt64(0));
            }
            else
            {
                events.Writer.TryWrite((parcels[rows.GetInt64(0)], Ended: false, Taken: false));
            }
        }
    }

    private async Task RoundAsync(List<(Parcel Parcel, bool Ended, bool Taken)> batch)
    {
        var done = new List<Parcel>();
        foreach (var (parcel, ended, taken) in batch)
        {
            var lane = LaneOf(parcel.Lane);
            if (!ended)
            {
                lane.Add(parcel);
            }
            else
            {
                inFlight--;
                lane.End(taken);
                done.AddRange(taken ? [parcel] : []);
            }

            if (lane.TryBeReady())
            {
                ready.Enqueue(lane);
            }
        }

        var intents = new List<Parcel>();
        while (inFlight + intents.Count < Comparator.Concurrency && ready.TryDequeue(out var lane))
        {
            intents.Add(lane.Head);
        }

        if (done.Count + intents.Count > 0)
        {
            await CommitAsync(done, intents);
        }

        inFlight += intents.Count;
        intents.ForEach(parcel => _ = Task.Run(() => CallAsync(parcel)));
        done.ForEach(parcel => outcomes.Writer.TryWrite(parcel.Id));
    }

    /// <summary>A batch is one transaction.</summary>
    private async Task CommitAsync(List<Parcel> done, List<Parcel> intents)
    {
        await using var batch = database.CreateBatch();
        if (done.Count > 0)
        {
            var outcome = batch.CreateBatchCommand();
            outcome.CommandText = "UPDATE delivery SET state = @state, done_at = now() WHERE id = ANY(@ids)";
            outcome.Parameters.Add(new("state", Delivered));
            outcome.Parameters.Add(new("ids", done.ConvertAll(parcel => parcel.Id)));
            batch.BatchCommands.Add(outcome);
            var lane = batch.CreateBatchCommand();
            lane.CommandText =
                "INSERT INTO done (lane, number) SELECT * FROM unnest(@lanes, @numbers) ON CONFLICT (lane) DO UPDATE SET number = excluded.number";
            lane.Parameters.Add(new("lanes", done.ConvertAll(parcel => parcel.Lane)));
            lane.Parameters.Add(new("numbers", done.ConvertAll(parcel => parcel.Number)));
            batch.BatchCommands.Add(lane);
        }

        if (intents.Count > 0)
        {
            var intent = batch.CreateBatchCommand();
            intent.CommandText = "UPDATE delivery SET state = @state, attempt = attempt + 1 WHERE id = ANY(@ids)";
            intent.Parameters.Add(new("state", Sending));
            intent.Parameters.Add(new("ids", intents.ConvertAll(parcel => parcel.Id)));
            batch.BatchCommands.Add(intent);
        }

        await batch.ExecuteNonQueryAsync();
    }

    private async Task CallAsync(Parcel parcel)
    {
        var taken = await call(parcel.Lane, parcel.Text);
        if (!taken)
        {
            await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, CancellationToken.None);
        }

        events.Writer.TryWrite((parcel, Ended: true, taken));
    }

    private BareLane LaneOf(long key)
    {
        if (!lanes.TryGetValue(key, out var lane))
        {
            lanes[key] = lane = new BareLane(lastDone: 0);
        }

        return lane;
    }
}
