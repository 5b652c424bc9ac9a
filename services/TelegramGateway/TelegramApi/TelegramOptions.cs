using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Relay.ServiceDefaults.Configuration;

namespace Relay.TelegramGateway.TelegramApi;

/// <summary>The gateway's options for its bot. Never printed, because it holds the token.</summary>
public sealed class TelegramOptions : IValidatableObject
{
    private static readonly int[] WebhookPorts = [443, 80, 88, 8443];

    /// <summary>The bot's token from BotFather: <c>{bot id}:{secret}</c>.</summary>
    [Required]
    [Variable("TELEGRAM_BOT_TOKEN", Hint = "Set it to the token that @BotFather gave, for example 123456789:AA….")]
    public string BotToken { get; set; } = "";

    /// <summary>The Bot API server: another one if Telegram's own is blocked, or the sandbox.</summary>
    [Variable("TELEGRAM_API_BASE", Hint = "https://api.telegram.org is the default.")]
    public Uri ApiBase { get; set; } = new("https://api.telegram.org");

    /// <summary>An HTTP proxy for all calls to Telegram; null for none.</summary>
    [Variable("TELEGRAM_PROXY", Hint = "Set it to http://user:password@host:port, or remove it.")]
    public Uri? Proxy { get; set; }

    /// <summary>How updates come.</summary>
    [Variable("TELEGRAM_MODE", Hint = "polling is the default.")]
    public TelegramMode Mode { get; set; } = TelegramMode.Polling;

    /// <summary>The public address of <c>POST /telegram/webhook</c>; null in polling mode.</summary>
    [Variable("TELEGRAM_WEBHOOK_URL", Hint = "Set it to the https address of this service's /telegram/webhook as Telegram sees it.")]
    public Uri? WebhookUrl { get; set; }

    /// <summary>The value of <c>X-Telegram-Bot-Api-Secret-Token</c> in Telegram's calls; empty in polling mode.</summary>
    [Variable("TELEGRAM_WEBHOOK_SECRET", Hint = "Set it to 16 to 256 random characters of A-Z a-z 0-9 _ -.")]
    public string WebhookSecret { get; set; } = "";

    /// <summary>The bot's messages per second in total; 0 switches off this limit and those of the chats.</summary>
    [Range(0, 100_000)]
    [Variable("RELAY_TELEGRAM_RATE", Hint = "25 is the default.")]
    public double Rate { get; set; } = 25;

    /// <summary>The owner's chat with the bot; null if there is none: notices to the owner are then only logged.</summary>
    [Variable("RELAY_OWNER_CHAT_ID", Hint = "Set it to the number of the owner's chat with the bot.")]
    public long? OwnerChatId { get; set; }

    /// <summary>The bot's id: the digits before the colon of its token.</summary>
    public long BotId => long.Parse(BotToken.AsSpan(0, BotToken.IndexOf(':', StringComparison.Ordinal)), NumberStyles.None, CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!IsToken(BotToken))
        {
            yield return new("TELEGRAM_BOT_TOKEN is not a bot token. Set it to the token that @BotFather gave, for example 123456789:AA….");
        }

        if (Proxy is { Scheme: not ("http" or "https" or "socks5") })
        {
            yield return new("TELEGRAM_PROXY is not an HTTP proxy. Set it to http://user:password@host:port, or remove it.");
        }

        if (ApiBase.Scheme is not ("http" or "https"))
        {
            yield return new("TELEGRAM_API_BASE is not an HTTP address. Remove it to use https://api.telegram.org.");
        }

        if (Mode == TelegramMode.Webhook)
        {
            foreach (var problem in WebhookProblems())
            {
                yield return new(problem);
            }
        }
    }

    private IEnumerable<string> WebhookProblems()
    {
        // A self-hosted Bot API server accepts http and any port (core.telegram.org/bots/api#using-a-local-bot-api-server).
        var telegramsOwn = ApiBase.Host.Equals("api.telegram.org", StringComparison.OrdinalIgnoreCase);
        if (WebhookUrl is null)
        {
            yield return "TELEGRAM_WEBHOOK_URL is not set, and TELEGRAM_MODE is webhook. Set it to the https address of this service's /telegram/webhook as "
                + "Telegram sees it.";
        }
        else if (telegramsOwn && (WebhookUrl.Scheme != "https" || !WebhookPorts.Contains(WebhookUrl.Port)))
        {
            yield return "TELEGRAM_WEBHOOK_URL must be https on port 443, 80, 88 or 8443: Telegram calls no others.";
        }

        if (WebhookSecret is not { Length: >= 16 and <= 256 } || !WebhookSecret.All(IsPlain))
        {
            yield return "TELEGRAM_WEBHOOK_SECRET must be 16 to 256 characters of A-Z a-z 0-9 _ -. Without it anybody could send messages in your "
                + "clients' names.";
        }
    }

    private static bool IsToken(string text) =>
        text.Split(':') is [{ Length: >= 1 and <= 18 } bot, { Length: >= 1 and <= 128 } secret] && bot.All(char.IsAsciiDigit) && secret.All(IsPlain);

    private static bool IsPlain(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '-';
}

/// <summary>How updates come.</summary>
public enum TelegramMode
{
    /// <summary>The gateway asks for them.</summary>
    Polling,

    /// <summary>Telegram calls the gateway.</summary>
    Webhook,
}
