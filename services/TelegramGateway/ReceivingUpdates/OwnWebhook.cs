using Microsoft.Extensions.Logging;
using Relay.TelegramGateway.TelegramApi;

namespace Relay.TelegramGateway.ReceivingUpdates;

/// <summary>Sets and removes this relay's webhook. It recognises its own by the address, and never touches another program's.</summary>
internal sealed partial class OwnWebhook(BotAccount account, IWebhookMemory memory, TelegramOptions options, ILogger<OwnWebhook> logger)
{
    /// <summary>The owner of Telegram's current webhook.</summary>
    public async Task<WebhookOwner> LookAsync(CancellationToken cancellationToken) => await account.GetWebhookAsync(cancellationToken) switch
    {
        null => WebhookOwner.Unknown,
        { Url: "" } => WebhookOwner.Nobody,
        { Url: var url } when options.Mode == TelegramMode.Webhook && url == Address => WebhookOwner.Relay,
        { Url: var url } => await memory.KnowsAsync(url, cancellationToken) ? WebhookOwner.RelayBefore : WebhookOwner.Stranger,
    };

    /// <summary>Sets it. The address is stored first: after a crash in between it must not look like another program's.</summary>
    /// <returns>True if Telegram accepted it.</returns>
    public async Task<bool> SetAsync(CancellationToken cancellationToken)
    {
        await memory.AddAsync(Address, cancellationToken);
        var status = await account.SetWebhookAsync(Address, options.WebhookSecret, cancellationToken);
        Log.Set(logger, status);
        if (status != 200)
        {
            return false;
        }

        await memory.KeepOnlyAsync(Address, cancellationToken);
        return true;
    }

    /// <summary>In polling mode: removes the webhook that this relay set in webhook mode. Updates that wait at Telegram stay there.</summary>
    /// <returns>False if none is ours, or Telegram did not remove it.</returns>
    public async Task<bool> ClearAsync(CancellationToken cancellationToken)
    {
        var status = await account.SetWebhookAsync("", secret: null, cancellationToken);
        Log.Cleared(logger, status);
        if (status != 200)
        {
            return false;
        }

        await memory.KeepOnlyAsync(null, cancellationToken);
        return true;
    }

    private string Address => options.WebhookUrl!.AbsoluteUri;

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "setWebhook answered {Status}")]
        public static partial void Set(ILogger logger, int status);

        [LoggerMessage(Level = LogLevel.Information, Message = "This relay's own webhook, of another mode or address, is removed: Telegram answered {Status}")]
        public static partial void Cleared(ILogger logger, int status);
    }
}

/// <summary>The owner of Telegram's webhook.</summary>
internal enum WebhookOwner
{
    /// <summary>Telegram does not say.</summary>
    Unknown,

    /// <summary>None is set.</summary>
    Nobody,

    /// <summary>Ours, as in the options.</summary>
    Relay,

    /// <summary>Ours, from earlier options.</summary>
    RelayBefore,

    /// <summary>Another program's.</summary>
    Stranger,
}
