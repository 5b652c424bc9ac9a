using Npgsql;

namespace Relay.TelegramGateway.ReceivingUpdates;

/// <summary>The table <c>poller</c>.</summary>
internal interface IPollerState
{
    /// <summary>The last stored update's id; null before the first.</summary>
    Task<long?> LastUpdateAsync(CancellationToken cancellationToken);

    /// <summary>In the transaction that stores a batch: its last update's id (null leaves it), and that Telegram answered.</summary>
    Task SaveAsync(NpgsqlConnection connection, long? lastUpdateId, CancellationToken cancellationToken);

    /// <summary>How long ago Telegram last answered, whichever instance asked; null before the first time.</summary>
    Task<TimeSpan?> SinceLastGoodAsync(CancellationToken cancellationToken);
}
