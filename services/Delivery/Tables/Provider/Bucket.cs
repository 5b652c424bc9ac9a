using Relay.ServiceDefaults.Persistence;

namespace Relay.Delivery.Tables.Provider;

/// <summary>The state of a token bucket.</summary>
/// <param name="Key">The provider as a whole, or a recipient.</param>
/// <param name="Tokens">Its tokens now; negative if it was overdrawn.</param>
internal sealed record Bucket(string Key, double Tokens);

/// <summary>The rate of a bucket.</summary>
/// <param name="Key">Its key.</param>
/// <param name="PerSecond">Tokens a second.</param>
/// <param name="Burst">Its capacity.</param>
internal sealed record BucketRate(string Key, double PerSecond, double Burst);

/// <summary>The statements on token buckets.</summary>
internal static class BucketStatements
{
    /// <summary>
    /// Locks buckets in key order and refills them. Transactions may overtake each other by moments. A difference of a minute means that the clock was
    /// set back, and without a correction the bucket would stay empty as long.
    /// </summary>
    public static Statement<Bucket> Refill(IReadOnlyList<BucketRate> rates) => new(
        """
        INSERT INTO bucket AS b (key, tokens, refilled_at)
        SELECT key, burst, now() FROM unnest(@keys, @rates, @bursts) WITH ORDINALITY AS t (key, rate, burst, position) ORDER BY position
        ON CONFLICT (key) DO UPDATE SET
            refilled_at = CASE WHEN b.refilled_at > now() + interval '1 minute' THEN now() ELSE greatest(b.refilled_at, now()) END,
            tokens = least(excluded.tokens, b.tokens + greatest(0, extract(epoch FROM now() - b.refilled_at)::float8)
                * (SELECT rate FROM unnest(@keys, @rates) AS r (key, rate) WHERE r.key = b.key))
        RETURNING key, tokens
        """,
        row => new Bucket(row.Text("key"), row.Amount("tokens")))
    {
        Parameters =
        [
            Column.Of("keys", rates, rate => rate.Key),
            Column.Of("rates", rates, rate => rate.PerSecond),
            Column.Of("bursts", rates, rate => rate.Burst),
        ],
    };

    /// <summary>Writes the remaining tokens.</summary>
    public static Statement Write(IReadOnlyList<Bucket> buckets) => new(
        "UPDATE bucket b SET tokens = t.tokens FROM unnest(@keys, @tokens) AS t (key, tokens) WHERE b.key = t.key")
    {
        Parameters = [Column.Of("keys", buckets, bucket => bucket.Key), Column.Of("tokens", buckets, bucket => bucket.Tokens)],
    };
}
