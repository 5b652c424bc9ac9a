using System.Text.RegularExpressions;
using Relay.Sandbox.Scripting;

namespace Relay.Sandbox.Telegram;

/// <summary>setWebhook, deleteWebhook, getWebhookInfo.</summary>
internal sealed partial class SettingWebhooks(Webhook webhook, Updates updates)
{
    /// <summary>http is accepted on loopback only: Telegram itself requires https on 443, 80, 88 or 8443.</summary>
    public Answer Set(BotCall call)
    {
        if (call.Text("url") is not { Length: > 0 } text)
        {
            return Delete(call);
        }

        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || (url.Scheme != "https" && !url.IsLoopback))
        {
            throw new BotApiException(400, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook");
        }

        var secret = call.Text("secret_token");
        if (secret is not null && !SecretToken().IsMatch(secret))
        {
            throw new BotApiException(400, "Bad Request: secret token contains unallowed characters");
        }

        if (call.List("allowed_updates") is { } kinds)
        {
            updates.Allow(kinds);
        }

        DropIfAsked(call);
        var connections = (int)Math.Clamp(call.Number("max_connections") ?? 40, 1, 100);
        webhook.Set(new WebhookRegistration(url, secret, connections));
        return BotAnswers.OkRaw("true");
    }

    public Answer Delete(BotCall call)
    {
        webhook.Delete();
        DropIfAsked(call);
        return BotAnswers.OkRaw("true");
    }

    public Answer Info() => BotAnswers.Ok(new
    {
        Url = webhook.Registration?.Url.ToString() ?? "",
        HasCustomCertificate = false,
        PendingUpdateCount = updates.Count,
        MaxConnections = webhook.Registration?.MaxConnections,
        LastErrorDate = webhook.LastError?.At.ToUnixTimeSeconds(),
        LastErrorMessage = webhook.LastError?.Message,
    });

    private void DropIfAsked(BotCall call)
    {
        if (call.Flag("drop_pending_updates"))
        {
            webhook.Clear();
        }
    }

    [GeneratedRegex("^[A-Za-z0-9_-]{1,256}$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SecretToken();
}
