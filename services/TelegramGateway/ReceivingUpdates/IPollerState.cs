using Npgsql;

namespace Relay.TelegramGateway.ReceivingUpdates;

/// <summary>The table <c>poller</c>: when Telegram last answered any instance.</summary>
internal interface IPollerState
{
    /// <summary>Records an answer of Telegram, in the transaction that stores its updates.</summary>
    Task SaveAsync(NpgsqlConnection connection, CancellationToken cancellationToken);

    /// <summary>How long ago Telegram last answered; null if never.</summary>
    Task<TimeSpan?> SinceLastGoodAsync(CancellationToken cancellationToken);
}
