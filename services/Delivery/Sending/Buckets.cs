using Npgsql;
using Relay.Delivery.Providers;
using Relay.Delivery.Settings;

namespace Relay.Delivery.Sending;

/// <summary>
/// Token buckets in the database, for all instances together: one for the provider as a whole, one for each recipient.
/// A bucket waits; it never drops.
/// </summary>
internal sealed class Buckets(ProviderRate rate)
{
    private const string All = "all";

    /// <summary>Off, no statement is made.</summary>
    public bool IsOn => rate.Total > 0;

    /// <summary>Takes tokens within the caller's transaction.</summary>
    /// <returns>For each intent how long it must wait; zero where it may go now.</returns>
    public async Task<TimeSpan[]> TakeAsync(NpgsqlConnection connection, IReadOnlyList<Intent> intents, CancellationToken cancellationToken)
    {
        var keys = intents.Select(Recipient).Append(All).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        var buckets = await LockAsync(connection, keys, cancellationToken);
        var waits = new TimeSpan[intents.Count];
        for (var i = 0; i < waits.Length; i++)
        {
            var recipient = buckets[Recipient(intents[i])];
            waits[i] = Wait(recipient) is { Ticks: > 0 } wait ? wait : Wait(buckets[All]);
            if (waits[i] == TimeSpan.Zero)
            {
                recipient.Tokens--;
                buckets[All].Tokens--;
            }
            else if (Wait(recipient) == TimeSpan.Zero)
            {
                waits[i] += buckets[All].Queue(); // one behind the other, not all at once
            }
        }

        await WriteAsync(connection, buckets, cancellationToken);
        return waits;
    }

    private static string Recipient(Intent intent) =>
        intent.Recipient.ChatId is { } chat ? $"chat:{chat}" : $"phone:{intent.Recipient.Phone}";

    private static TimeSpan Wait(Bucket bucket) =>
        bucket.Tokens >= 1 || bucket.PerSecond <= 0 ? TimeSpan.Zero : TimeSpan.FromSeconds((1 - bucket.Tokens) / bucket.PerSecond);

    private async Task<Dictionary<string, Bucket>> LockAsync(NpgsqlConnection connection, List<string> keys, CancellationToken cancellationToken)
    {
        // Transactions overtake each other by moments; a minute means that the clock was set back, and the bucket would stay empty as long.
        await using var command = new NpgsqlCommand(
            """
            INSERT INTO bucket AS b (key, tokens, refilled_at)
            SELECT key, burst, now() FROM unnest(@keys, @rates, @bursts) WITH ORDINALITY AS t (key, rate, burst, position) ORDER BY position
            ON CONFLICT (key) DO UPDATE SET
                refilled_at = CASE WHEN b.refilled_at > now() + interval '1 minute' THEN now() ELSE greatest(b.refilled_at, now()) END,
                tokens = least(excluded.tokens, b.tokens + greatest(0, extract(epoch FROM now() - b.refilled_at)::float8)
                    * (SELECT rate FROM unnest(@keys, @rates) AS r (key, rate) WHERE r.key = b.key))
            RETURNING key, tokens
            """,
            connection)
        {
            Parameters = { new("keys", keys), new("rates", keys.ConvertAll(Rate)), new("bursts", keys.ConvertAll(Burst)) },
        };
        var buckets = new Dictionary<string, Bucket>(keys.Count, StringComparer.Ordinal);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            buckets.Add(reader.GetString(0), new Bucket(Rate(reader.GetString(0))) { Tokens = reader.GetDouble(1) });
        }

        return buckets;
    }

    private double Rate(string key) => key == All ? rate.Total : rate.PerRecipient;

    private double Burst(string key) => key == All ? Math.Max(1, rate.Total / 5) : rate.Burst;

    private static async Task WriteAsync(NpgsqlConnection connection, Dictionary<string, Bucket> buckets, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            "UPDATE bucket b SET tokens = t.tokens FROM unnest(@keys, @tokens) AS t (key, tokens) WHERE b.key = t.key", connection)
        {
            Parameters = { new("keys", buckets.Keys.ToList()), new("tokens", buckets.Values.Select(bucket => bucket.Tokens).ToList()) },
        };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private sealed class Bucket(double perSecond)
    {
        private int queued;

        public double PerSecond => perSecond;

        public double Tokens { get; set; }

        public TimeSpan Queue() => TimeSpan.FromSeconds(queued++ / perSecond);
    }
}
