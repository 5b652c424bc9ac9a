namespace Relay.TelegramGateway.ReceivingUpdates;

/// <summary>The table <c>own_webhook</c>: addresses that this relay may have given to Telegram. All others belong to other programs.</summary>
internal interface IWebhookMemory
{
    /// <summary>Telegram is about to get this address.</summary>
    Task AddAsync(string url, CancellationToken cancellationToken);

    /// <summary>True if this relay may have given this address to Telegram.</summary>
    Task<bool> KnowsAsync(string url, CancellationToken cancellationToken);

    /// <summary>Telegram now has this address and no earlier one; null: none at all.</summary>
    Task KeepOnlyAsync(string? url, CancellationToken cancellationToken);
}
