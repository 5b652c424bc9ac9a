using System.Text.RegularExpressions;
using Relay.Sandbox.Journals;
using Relay.Sandbox.Scripting;

namespace Relay.Sandbox.Telegram;

/// <summary>The Bot API's entry: <c>/bot{token}/{method}</c>.</summary>
internal sealed partial class BotApi(
    SandboxOptions options,
    ScriptedCall scripted,
    ChatMethods chats,
    SettingWebhooks webhooks,
    Webhook webhook,
    Updates updates,
    Bot bot,
    GettingFiles files,
    Journal journal)
{
    private const string ByActiveWebhook =
        "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first";

    public async Task HandleAsync(HttpContext context, string token, string method)
    {
        if (await IsRefusedAsync(context, token) || await chats.CutAsync(context, method))
        {
            return;
        }

        try
        {
            await DispatchAsync(context, method, await BotCall.ReadAsync(context.Request));
        }
        catch (BadHttpRequestException error) when (error.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            await BotAnswers.Error(413, "Request Entity Too Large").WriteAsync(context);
        }
        catch (BotApiException error)
        {
            await BotAnswers.Error(error.Code, error.Message, error.RetryAfter).WriteAsync(context);
        }
    }

    /// <summary>The download of a file that getFile named.</summary>
    public async Task DownloadAsync(HttpContext context, string token, string path)
    {
        if (!await IsRefusedAsync(context, token))
        {
            await PlayAsync(context, "download", () => files.Download(path));
        }
    }

    /// <summary>Telegram answers 404 to an impossible token, 401 to a wrong one.</summary>
    private async Task<bool> IsRefusedAsync(HttpContext context, string token)
    {
        if (token == options.BotToken)
        {
            return false;
        }

        var answer = TokenShape().IsMatch(token)
            ? BotAnswers.Error(401, "Unauthorized")
            : BotAnswers.Error(404, "Not Found");
        journal.Add(new Entry { What = What.CallRefused, Status = answer.Status, Reason = "wrong bot token" });
        await answer.WriteAsync(context);
        return true;
    }

    private Task DispatchAsync(HttpContext context, string method, BotCall call) => method.ToUpperInvariant() switch
    {
        "GETME" => PlayAsync(context, "getMe", () => BotAnswers.OkRaw(Me())),
        "GETUPDATES" => PlayAsync(context, "getUpdates", () => GetUpdatesAsync(call, context.RequestAborted)),
        "SETWEBHOOK" => PlayAsync(context, "setWebhook", () => webhooks.Set(call)),
        "DELETEWEBHOOK" => PlayAsync(context, "deleteWebhook", () => webhooks.Delete(call)),
        "GETFILE" => PlayAsync(context, "getFile", () => files.Get(call)),
        "GETWEBHOOKINFO" => PlayAsync(context, "getWebhookInfo", webhooks.Info),
        _ => chats.Has(method) ? chats.PlayAsync(context, method, call) : UnknownAsync(context, method),
    };

    private Task PlayAsync(HttpContext context, string method, Func<Answer> usual) =>
        PlayAsync(context, method, () => Task.FromResult(usual()));

    private Task PlayAsync(HttpContext context, string method, Func<Task<Answer>> usual) => scripted.PlayAsync(
        context,
        ("telegram." + method, null, null),
        _ => usual(),
        script => journal.Add(new Entry
        {
            What = What.CallRefused,
            Status = script.Status,
            Reason = script.Fault,
            Detail = "telegram." + method,
        }),
        BotAnswers.Scripted);

    private async Task<Answer> GetUpdatesAsync(BotCall call, CancellationToken stop)
    {
        journal.CountOnly(What.Poll);
        if (webhook.Registration is not null)
        {
            throw new BotApiException(409, ByActiveWebhook);
        }

        if (call.List("allowed_updates") is { } kinds)
        {
            updates.Allow(kinds);
        }

        var limit = (int)Math.Clamp(call.Number("limit") ?? 100, 1, 100);
        var timeout = TimeSpan.FromSeconds(Math.Clamp(call.Number("timeout") ?? 0, 0, 50));
        var batch = await updates.PollAsync(call.Number("offset") ?? 0, limit, timeout, stop);
        return BotAnswers.OkRaw($"[{string.Join(',', batch.Select(update => update.Json))}]");
    }

    private string Me()
    {
        var me = bot.User;
        me["can_join_groups"] = true;
        me["can_read_all_group_messages"] = false;
        me["supports_inline_queries"] = false;
        return me.ToJsonString(BotAnswers.Json);
    }

    private Task UnknownAsync(HttpContext context, string method)
    {
        UnexpectedCalls.Record(journal, context.Request, "/bot<token>/" + method);
        return BotAnswers.Error(404, "Not Found: method not found").WriteAsync(context);
    }

    [GeneratedRegex("^[0-9]+:[A-Za-z0-9_-]+$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TokenShape();
}
