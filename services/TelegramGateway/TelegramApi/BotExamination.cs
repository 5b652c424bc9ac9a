using System.Globalization;
using Relay.ServiceDefaults.Examining;

namespace Relay.TelegramGateway.TelegramApi;

/// <summary>
/// Checks that the bot's token is valid, no other program takes its updates, and Telegram can reach us. Never by getUpdates, which would take
/// updates.
/// </summary>
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
            ? Finding.Open("No owner's chat is set: notices to the owner are only logged.",
                "Write to the bot, and set RELAY_OWNER_CHAT_ID to your Telegram id.")
            : Finding.Good("The owner's chat is set.");
    }

    private Finding Token(BotSeen? bot) => bot switch
    {
        null => Finding.Wrong(
            $"Telegram does not answer at {options.ApiBase.Host}{(options.Proxy is null ? "" : " by the proxy")}.",
            "Check that this machine can reach it; if Telegram is blocked, set TELEGRAM_PROXY, or TELEGRAM_API_BASE to another address."),
        { Status: 200, UserName: var name } => Finding.Good($"The bot's token is good: @{name}."),
        { Status: 401 or 404 } => Finding.Wrong("Telegram refuses the bot's token.", "Set TELEGRAM_BOT_TOKEN to what @BotFather shows for this bot."),
        { Status: var status } => Finding.Open(string.Create(CultureInfo.InvariantCulture, $"Telegram answers {status} to getMe."), "Try again in a minute."),
    };

    /// <summary>Of a foreign address only the host is printed: its path may hold a token.</summary>
    private Finding Webhook(WebhookInfo? info)
    {
        var ours = options.Mode == TelegramMode.Webhook ? options.WebhookUrl!.AbsoluteUri : "";
        return info switch
        {
            null => Finding.Open("Telegram does not say whether a webhook is set.", "Try again in a minute."),
            { Url: "" } when ours.Length == 0 => Finding.Good(
                "No webhook takes the bot's updates away. Whether another program polls shows in the running gateway's health (409)."),
            { Url: "" } => Finding.Open("The webhook is not set yet: the gateway sets it when it starts."),
            { Url: var url, LastErrorMessage: var error } when url == ours => error is null
                ? Finding.Good("Telegram calls our webhook.")
                : Finding.Open($"Telegram calls our webhook; its last error was: {error}.",
                    "If errors continue, check that Telegram can reach TELEGRAM_WEBHOOK_URL."),
            { Url: var url } when options.WebhookUrl is { } own && url == own.AbsoluteUri =>
                Finding.Open("TELEGRAM_WEBHOOK_URL is still the bot's webhook.",
                    "If this relay set it, the gateway removes it as soon as it polls; else remove it where it was set."),
            { Url: var url } => Finding.Wrong(
                $"Another webhook holds this bot, at {(Uri.TryCreate(url, UriKind.Absolute, out var other) ? other.Host : "an unknown address")}: "
                    + "no updates come here.",
                "A bot has one webhook. Remove it where it was set (a CRM's own Telegram channel, for example), or create another bot for the relay."),
        };
    }

    private static Finding Reached(int? status) => status switch
    {
        null => Finding.Wrong("TELEGRAM_WEBHOOK_URL cannot be reached from here, or has no valid certificate.",
            "Check that the name leads to your reverse proxy, and that its certificate is valid."),
        401 => Finding.Good("TELEGRAM_WEBHOOK_URL leads to this gateway, as seen from here."),
        >= 500 => Finding.Wrong(string.Create(CultureInfo.InvariantCulture, $"TELEGRAM_WEBHOOK_URL answers {status}."),
            "Check that TelegramGateway runs and that the reverse proxy reaches it."),
        _ => Finding.Wrong(
                string.Create(CultureInfo.InvariantCulture, $"TELEGRAM_WEBHOOK_URL answers {status}: that is not this gateway."),
                "It must lead to /telegram/webhook of TelegramGateway."),
    };
}
