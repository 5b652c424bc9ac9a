using Microsoft.Extensions.Logging;
using Relay.TelegramGateway.TelegramApi;

namespace Relay.TelegramGateway.ReceivingUpdates;

/// <summary>The webhook that this relay sets, and takes away again. It knows its own by the address; somebody else's it never touches.</summary>
internal sealed partial class OwnWebhook(BotAccount account, IWebhookMemory memory, TelegramOptions options, ILogger<OwnWebhook> logger)
{
    /// <summary>Whose webhook Telegram has now.</summary>
    public async Task<WebhookOwner> LookAsync(CancellationToken cancellationToken) => await account.GetWebhookAsync(cancellationToken) switch
    {
        null => WebhookOwner.Unknown,
        { Url: "" } => WebhookOwner.Nobody,
        { Url: var url } when options.Mode == TelegramMode.Webhook && url == Address => WebhookOwner.Relay,
        { Url: var url } => await memory.KnowsAsync(url, cancellationToken) ? WebhookOwner.RelayBefore : WebhookOwner.Stranger,
    };

    /// <summary>Sets it. The address is remembered before: a death in between must not make it a stranger's.</summary>
    /// <returns>Whether Telegram took it.</returns>
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

    /// <summary>In polling mode: takes away the one that this relay set when its mode was webhook. What waits at Telegram stays there.</summary>
    /// <returns>False if none is ours, or Telegram did not take it away.</returns>
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

        [LoggerMessage(
            Level = LogLevel.Information,
            Message = "This relay's own webhook, of another mode or address, is taken away: Telegram answered {Status}")]
        public static partial void Cleared(ILogger logger, int status);
    }
}

/// <summary>Whose webhook Telegram has.</summary>
internal enum WebhookOwner
{
    /// <summary>Telegram does not say.</summary>
    Unknown,

    /// <summary>None is set.</summary>
    Nobody,

    /// <summary>Ours, as the options have it.</summary>
    Relay,

    /// <summary>Ours, from other options.</summary>
    RelayBefore,

    /// <summary>Somebody else's.</summary>
    Stranger,
}
