using System.Globalization;
using Relay.ServiceDefaults.Examining;

namespace Relay.TelegramGateway.TelegramApi;

/// <summary>Is the bot's token good, does somebody else take its updates, can Telegram reach us? Never by a getUpdates: that would take updates away.</summary>
internal sealed class BotExamination(BotAccount account, TelegramOptions options, TimeProvider time) : IExamination
{
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(30);

    public async IAsyncEnumerable<Finding> ExamineAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var bot = await account.GetMeAsync(cancellationToken);
        yield return Token(bot);
        if (bot is not { Status: 200 })
        {
            yield break;
        }

        if (bot.At is { } at && (at - time.GetUtcNow()).Duration() is var apart)
        {
            yield return apart > Tolerance
                ? Finding.Wrong(
                    string.Create(CultureInfo.InvariantCulture, $"Telegram's clock and this machine's differ by {apart.TotalSeconds:0} s."),
                    "Switch on the synchronisation of time (NTP).")
                : Finding.Good("Telegram's clock agrees with this machine's.");
        }

        yield return Webhook(await account.GetWebhookAsync(cancellationToken));
        if (options is { Mode: TelegramMode.Webhook, WebhookUrl: { } address })
        {
            yield return Reached(await WebhookProbe.PostAsync(address, "{}", cancellationToken));
        }

        yield return options.OwnerChatId is null
            ? Finding.Open(
                "No chat of the owner is set: what nobody else can hear is only logged.", "Write to the bot, and set RELAY_OWNER_CHAT_ID to your Telegram id.")
            : Finding.Good("A chat of the owner is set.");
    }

    private Finding Token(BotSeen? bot) => bot switch
    {
        null => Finding.Wrong(
            $"Telegram does not answer at {options.ApiBase.Host}{(options.Proxy is null ? "" : " by the proxy")}.",
            "See that this machine reaches it; where Telegram is blocked, set TELEGRAM_PROXY, or TELEGRAM_API_BASE to another address."),
        { Status: 200, UserName: var name } => Finding.Good($"The bot's token is good: @{name}."),
        { Status: 401 or 404 } => Finding.Wrong("Telegram refuses the bot's token.", "Set TELEGRAM_BOT_TOKEN to what @BotFather shows for this bot."),
        { Status: var status } =>
            Finding.Open(string.Create(CultureInfo.InvariantCulture, $"Telegram answers {status} to who the bot is."), "Try again in a minute."),
    };

    /// <summary>Of a foreign address the host alone is said: its path may hold a token.</summary>
    private Finding Webhook(WebhookInfo? info)
    {
        var ours = options.Mode == TelegramMode.Webhook ? options.WebhookUrl!.AbsoluteUri : "";
        return info switch
        {
            null => Finding.Open("Telegram does not say whether a webhook is set.", "Try again in a minute."),
            { Url: "" } when ours.Length == 0 =>
                Finding.Good("No webhook takes the bot's updates away. Whether another program polls, the running gateway tells (409)."),
            { Url: "" } => Finding.Open("The webhook is not set yet: the gateway sets it when it starts."),
            { Url: var url, LastErrorMessage: var error } when url == ours => error is null
                ? Finding.Good("Telegram calls our webhook.")
                : Finding.Open(
                    $"Telegram calls our webhook; its last error was: {error}.", "Where it goes on, see that Telegram reaches TELEGRAM_WEBHOOK_URL."),
            { Url: var url } when options.WebhookUrl is { } own && url == own.AbsoluteUri =>
                Finding.Open(
                    "TELEGRAM_WEBHOOK_URL is still the bot's webhook.",
                    "If this relay set it, the gateway takes it away as soon as it polls; else remove it where it was set."),
            { Url: var url } => Finding.Wrong(
                $"Another webhook holds this bot, at {(Uri.TryCreate(url, UriKind.Absolute, out var other) ? other.Host : "an unknown address")}: "
                    + "no updates come here.",
                "A bot has one webhook. Remove it where it was set (a CRM's own Telegram channel, for example), or make another bot for the relay."),
        };
    }

    private static Finding Reached(int? status) => status switch
    {
        null => Finding.Wrong(
            "TELEGRAM_WEBHOOK_URL cannot be reached from here, or shows no good certificate.",
            "See that the name leads to your reverse proxy, and that its certificate is valid."),
        401 => Finding.Good("TELEGRAM_WEBHOOK_URL leads to this gateway, as seen from here."),
        >= 500 => Finding.Wrong(
            string.Create(CultureInfo.InvariantCulture, $"TELEGRAM_WEBHOOK_URL answers {status}."),
            "See that TelegramGateway runs and that the reverse proxy finds it."),
        _ => Finding.Wrong(
            string.Create(CultureInfo.InvariantCulture, $"TELEGRAM_WEBHOOK_URL answers {status}: that is not this gateway."),
            "It must lead to /telegram/webhook of TelegramGateway."),
    };
}
