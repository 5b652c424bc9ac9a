using System.Globalization;
using Relay.ServiceDefaults.Examining;

namespace Relay.WahelpGateway.WahelpApi;

/// <summary>Checks that the account can log in, project and channel exist, the channel is connected, and the webhook's address leads here.</summary>
internal sealed class WahelpExamination(WahelpAccount account, WahelpHistory history, WahelpOptions options) : IExamination
{
    public async IAsyncEnumerable<Finding> ExamineAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var refused = await account.LogInAsync(cancellationToken);
        yield return LogIn(refused);
        if (refused is null)
        {
            var (status, channel) = await account.FindChannelAsync(cancellationToken);
            yield return Channel(status, channel);
            if (channel is { IsThere: true })
            {
                yield return State(await account.ChannelStateAsync(cancellationToken));
                yield return History(await history.AskStatusAsync(cancellationToken));
            }

            if (channel is { IsThere: true, Name: { } name } && !name.Equals(options.ChannelAlias, StringComparison.OrdinalIgnoreCase))
            {
                yield return Finding.Open("The channel has another name than WAHELP_CLIENTS_CHANNEL_ALIAS: webhooks without a uuid are recognised by it.",
                    "Set it to the channel's name.");
            }
        }

        if (options.ReachesClient)
        {
            yield return Finding.Open("In profile send_message clients get their own messages back, as the company's.",
                "Unless you want that, remove WAHELP_API_PROFILE.");
        }

        yield return await WebhookAsync(cancellationToken);
    }

    private Finding LogIn(int? refused) => refused switch
    {
        null when options.CanLogIn => Finding.Good("The account is valid: Wahelp gave a token."),
        null => Finding.Open("The account is a token without a log-in: when it expires, nothing goes out.",
            "Set WAHELP_LOGIN and WAHELP_PASSWORD to avoid that."),
        0 => Finding.Wrong($"Wahelp does not answer at {options.ApiBase.Host}.",
            "Check that this machine can reach it; else correct WAHELP_API_BASE: https://wahelp.ru works too."),
        >= 500 => Finding.Open(string.Create(CultureInfo.InvariantCulture, $"Wahelp answers {refused} to the log-in."), "Try again in a minute."),
        404 => Finding.Wrong("There is no log-in at this address.", "Correct WAHELP_API_BASE: https://api.wahelp.ru or https://wahelp.ru."),
        _ => Finding.Wrong(string.Create(CultureInfo.InvariantCulture, $"Wahelp refuses the log-in ({refused})."),
            "Set WAHELP_LOGIN and WAHELP_PASSWORD to those of Wahelp's cabinet."),
    };

    private static Finding Channel(int status, ChannelSeen? channel) => (status, channel) switch
    {
        (_, { IsThere: false }) => Finding.Wrong(
            "The project has no channel with this uuid.", "Set WAHELP_CLIENTS_CHANNEL_UUID to the uuid of the clients' channel."),
        (_, { IsActive: false }) => Finding.Wrong("The channel exists, but is switched off.", "Switch it on in Wahelp's cabinet."),
        (_, not null) => Finding.Good("The project and its channel exist."),
        (401, _) => Finding.Wrong("Wahelp refuses the token.", "Set a new WAHELP_ACCESS_TOKEN, or WAHELP_LOGIN and WAHELP_PASSWORD."),
        (0 or >= 500 or 429, _) => Finding.Open("Wahelp could not list the project's channels just now.", "Try again in a minute."),
        ( >= 400, _) => Finding.Wrong(
            string.Create(CultureInfo.InvariantCulture, $"Wahelp does not show this project's channels ({status})."),
            "Set WAHELP_CLIENTS_PROJECT_ID to the id of a project of this account."),
        _ => Finding.Open("Wahelp lists the project's channels in an unknown form: whether it has our channel cannot be checked."),
    };

    private static Finding State(string? state) => state switch
    {
        null => Finding.Open("Wahelp does not say whether the channel is connected.", "Check it in Wahelp's cabinet."),
        "connected" or "active" or "online" or "ok" => Finding.Good("The channel is connected."),
        _ when state.Length <= 40 && state.All(c => char.IsAsciiLetter(c) || c is '_' or '-') =>
            Finding.Wrong($"The channel's state is “{state}”.", "Connect it in Wahelp's cabinet."),
        _ => Finding.Open("The channel's state is unknown.", "Check it in Wahelp's cabinet."),
    };

    private static Finding History(int status) => status switch
    {
        >= 200 and < 300 => Finding.Good("The channel's history can be read."),
        0 or >= 500 or 429 => Finding.Open("Wahelp could not show the channel's history just now.", "Try again in a minute."),
        401 => Finding.Open(
            "Wahelp refuses the channel's history (401), but accepts the token for other calls: a manager's message is lost if its webhook is.",
            "Ask Wahelp whether this account may read messages."),
        _ => Finding.Open(string.Create(CultureInfo.InvariantCulture,
            $"This account's API shows no history ({status}): a manager's message is lost if its webhook is.")),
    };

    private async Task<Finding> WebhookAsync(CancellationToken cancellationToken)
    {
        if (options.WebhookUrl is not { } address)
        {
            return Finding.Open("The address at which Wahelp calls the webhook is not set.",
                "Set WAHELP_WEBHOOK_URL to the address that you entered in Wahelp, without ?token=…, and run this again.");
        }

        if (address.Scheme != Uri.UriSchemeHttps && !address.IsLoopback)
        {
            return Finding.Wrong("WAHELP_WEBHOOK_URL is not https: managers' replies and the token cross the network unencrypted.",
                "Put a reverse proxy with TLS before the service.");
        }

        var withToken = new UriBuilder(address) { Query = "token=" + Uri.EscapeDataString(options.WebhookToken) }.Uri;
        return await WebhookProbe.PostAsync(withToken, "[]", cancellationToken) switch
        {
            200 => Finding.Good("WAHELP_WEBHOOK_URL leads to this gateway, and the token arrives, as seen from here."),
            401 => Finding.Wrong("WAHELP_WEBHOOK_URL leads to the gateway, but the token does not arrive.",
                "The reverse proxy must pass on the query, and the running gateway must have the same WAHELP_WEBHOOK_TOKEN."),
            null => Finding.Wrong("WAHELP_WEBHOOK_URL cannot be reached from here, or has no valid certificate.",
                "Check that the name leads to your reverse proxy, and that its certificate is valid."),
            >= 500 and var status => Finding.Wrong(string.Create(CultureInfo.InvariantCulture, $"WAHELP_WEBHOOK_URL answers {status}."),
                "Check that WahelpGateway runs and that the reverse proxy reaches it."),
            var status => Finding.Wrong(
                string.Create(CultureInfo.InvariantCulture, $"WAHELP_WEBHOOK_URL answers {status}: that is not this gateway."),
                "It must lead to /wahelp/webhook of WahelpGateway."),
        };
    }
}
