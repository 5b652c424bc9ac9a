namespace Relay.TelegramGateway.ReceivingUpdates;

/// <summary>The table <c>own_webhook</c>: the addresses that Telegram may have from this relay. All others are somebody else's.</summary>
internal interface IWebhookMemory
{
    /// <summary>Telegram is about to get this address.</summary>
    Task AddAsync(string url, CancellationToken cancellationToken);

    /// <summary>Whether Telegram may have got this address from this relay.</summary>
    Task<bool> KnowsAsync(string url, CancellationToken cancellationToken);

    /// <summary>Telegram has this address now and none before it; null: none at all.</summary>
    Task KeepOnlyAsync(string? url, CancellationToken cancellationToken);
}
