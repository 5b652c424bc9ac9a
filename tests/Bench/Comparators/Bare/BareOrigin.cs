using System.Buffers.Binary;
using System.Threading.Channels;
using Npgsql;

namespace Relay.Bench.Comparators.Bare;

/// <summary>The origin: accepts, numbers, and publishes messages until their outcome is back.</summary>
internal sealed class BareOrigin(NpgsqlDataSource database, BareQueues queues, string name)
{
    private const int LargestBatch = 500;
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(5);

    private readonly Channel<(Written Message, TaskCompletionSource Stored)> incoming = Channel.CreateUnbounded<(Written, TaskCompletionSource)>();
    private readonly Channel<Parcel> outgoing = Channel.CreateUnbounded<Parcel>();

    /// <summary>The queue of outcomes; each message holds ids.</summary>
    public static string OutcomesOf(string name) => name + "-outcomes";

    public static byte[] WriteIds(IReadOnlyList<long> ids)
    {
        var bytes = new byte[ids.Count * sizeof(long)];
        for (var i = 0; i < ids.Count; i++)
        {
            BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(i * sizeof(long)), ids[i]);
        }

        return bytes;
    }

    /// <summary>Returns when it is stored.</summary>
    public Task AcceptAsync(Written message)
    {
        var stored = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        incoming.Writer.TryWrite((message, stored));
        return stored.Task;
    }

    /// <returns>A task that ends only on failure.</returns>
    public async Task<Task> StartAsync()
    {
        var publish = await queues.PublisherAsync(name);
        var settling = await queues.ConsumeAsync(OutcomesOf(name), LargestBatch, (body, _) => ReadIds(body.Span), SettleAsync);
        return Task.WhenAny(
            settling,
            Batches.RunAsync(incoming.Reader, LargestBatch, StoreAsync),
            Batches.RunAsync(outgoing.Reader, LargestBatch, batch => Task.WhenAll(batch.Select(parcel => publish(parcel.Write()).AsTask()))),
            RepeatAsync()).Unwrap();
    }

    /// <summary>One transaction: known ids change nothing; each new one takes its lane's next number, with the lane's row locked.</summary>
    private async Task StoreAsync(List<(Written Message, TaskCompletionSource Stored)> batch)
    {
        await using var command = database.CreateCommand(
            """
            WITH fresh AS (
                SELECT id, lane, body, position FROM unnest(@ids, @lanes, @bodies) WITH ORDINALITY AS t (id, lane, body, position)
                WHERE NOT EXISTS (SELECT FROM accepted WHERE accepted.id = t.id)),
            numbers AS (
                INSERT INTO given (lane, number) SELECT lane, count(*) FROM fresh GROUP BY lane ORDER BY lane
                ON CONFLICT (lane) DO UPDATE SET number = given.number + excluded.number RETURNING lane, number)
            INSERT INTO accepted (id, lane, number, body, publish_at)
            SELECT id, lane, number - count(*) OVER (PARTITION BY lane) + row_number() OVER (PARTITION BY lane ORDER BY position), body, now() + interval '30 s'
            FROM fresh JOIN numbers USING (lane)
            RETURNING id, lane, number, body
            """);
        command.Parameters.Add(new("ids", batch.ConvertAll(one => one.Message.Id)));
        command.Parameters.Add(new("lanes", batch.ConvertAll(one => one.Message.Party)));
        command.Parameters.Add(new("bodies", batch.ConvertAll(one => one.Message.Text)));
        await PublishAsync(command);
        batch.ForEach(one => one.Stored.SetResult());
    }

    /// <summary>Messages that are not settled in time are published again.</summary>
    private async Task RepeatAsync()
    {
        using var timer = new PeriodicTimer(LookEvery, TimeProvider.System);
        while (await timer.WaitForNextTickAsync())
        {
            await using var command = database.CreateCommand(
                "UPDATE accepted SET publish_at = now() + interval '2 min' WHERE publish_at <= now() AND settled_at IS NULL RETURNING id, lane, number, body");
            await PublishAsync(command);
        }
    }

    private async Task PublishAsync(NpgsqlCommand command)
    {
        await using var rows = await command.ExecuteReaderAsync();
        while (await rows.ReadAsync())
        {
            outgoing.Writer.TryWrite(new Parcel(rows.GetInt64(0), rows.GetInt64(1), rows.GetInt64(2), rows.GetString(3)));
        }
    }

    private async Task SettleAsync(List<long[]> outcomes)
    {
        await using var command = database.CreateCommand("UPDATE accepted SET settled_at = now() WHERE id = ANY(@ids) AND settled_at IS NULL");
        command.Parameters.Add(new("ids", outcomes.SelectMany(ids => ids).ToArray()));
        await command.ExecuteNonQueryAsync();
    }

    private static long[] ReadIds(ReadOnlySpan<byte> bytes)
    {
        var ids = new long[bytes.Length / sizeof(long)];
        for (var i = 0; i < ids.Length; i++)
        {
            ids[i] = BinaryPrimitives.ReadInt64LittleEndian(bytes[(i * sizeof(long))..]);
        }

        return ids;
    }
}
