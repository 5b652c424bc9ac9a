using Npgsql;

namespace Relay.TelegramGateway.ReceivingUpdates;

/// <summary>The table <c>poller</c>: when Telegram last answered, whichever instance asked.</summary>
internal interface IPollerState
{
    /// <summary>Telegram answered; in the transaction that stores what it gave.</summary>
    Task SaveAsync(NpgsqlConnection connection, CancellationToken cancellationToken);

    /// <summary>How long ago Telegram last answered; null before the first time.</summary>
    Task<TimeSpan?> SinceLastGoodAsync(CancellationToken cancellationToken);
}
