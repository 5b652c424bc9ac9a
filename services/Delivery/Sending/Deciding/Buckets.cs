using Npgsql;
using Relay.Delivery.Providers;
using Relay.Delivery.Settings;
using Relay.Delivery.Tables.Lanes;
using Relay.Delivery.Tables.Provider;
using Relay.ServiceDefaults.Persistence;

namespace Relay.Delivery.Sending.Deciding;

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
        var rates = intents.Select(Recipient).Append(All).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(RateOf).ToList();
        var rows = await connection.ReadAsync(BucketStatements.Refill(rates), cancellationToken);
        var buckets = rows.ToDictionary(row => row.Key, row => new Filled(RateOf(row.Key).PerSecond) { Tokens = row.Tokens }, StringComparer.Ordinal);
        var waits = new TimeSpan[intents.Count];
        for (var i = 0; i < waits.Length; i++)
        {
            var recipient = buckets[Recipient(intents[i])];
            waits[i] = recipient.Wait is { Ticks: > 0 } wait ? wait : buckets[All].Wait;
            if (waits[i] == TimeSpan.Zero)
            {
                recipient.Tokens--;
                buckets[All].Tokens--;
            }
            else if (recipient.Wait == TimeSpan.Zero)
            {
                waits[i] += buckets[All].Queue(); // one behind the other, not all at once
            }
        }

        await connection.RunAsync(BucketStatements.Write([.. buckets.Select(bucket => new Bucket(bucket.Key, bucket.Value.Tokens))]), cancellationToken);
        return waits;
    }

    private static string Recipient(Intent intent) =>
        intent.Recipient.ChatId is { } chat ? $"chat:{chat}" : $"phone:{intent.Recipient.Phone}";

    private BucketRate RateOf(string key) =>
        key == All ? new(key, rate.Total, Math.Max(1, rate.Total / 5)) : new(key, rate.PerRecipient, rate.Burst);

    private sealed class Filled(double perSecond)
    {
        private int queued;

        public double Tokens { get; set; }

        public TimeSpan Wait => Tokens >= 1 || perSecond <= 0 ? TimeSpan.Zero : TimeSpan.FromSeconds((1 - Tokens) / perSecond);

        public TimeSpan Queue() => TimeSpan.FromSeconds(queued++ / perSecond);
    }
}
