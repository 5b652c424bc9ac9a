using System.Text.Json;

namespace Relay.TelegramGateway.TelegramApi;

/// <summary>What the bot's account is set to.</summary>
internal sealed class BotAccount(TelegramConnection connection, TimeProvider time)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(15);

    /// <summary>Who the bot is; null where Telegram does not answer.</summary>
    public async Task<BotSeen?> GetMeAsync(CancellationToken cancellationToken) =>
        await CallAsync("getMe", content: null, cancellationToken) is not { } answer ? null
        : new BotSeen(
            answer.Status, answer is { Ok: true, Result: { } me } ? JsonSerializer.Deserialize<Me>(me, TelegramJson.Options)?.Username : null, answer.At);

    /// <summary>Where Telegram sends updates now; null where it does not answer.</summary>
    public async Task<WebhookInfo?> GetWebhookAsync(CancellationToken cancellationToken)
    {
        var answer = await CallAsync("getWebhookInfo", content: null, cancellationToken);
        return answer is { Ok: true, Result: { } result } ? JsonSerializer.Deserialize<WebhookInfo>(result, TelegramJson.Options) : null;
    }

    /// <summary>Tells Telegram where to send updates; an empty address ends it. Waiting updates are kept.</summary>
    /// <returns>The status: 200 where it is done, 0 where there was no answer.</returns>
    public async Task<int> SetWebhookAsync(string url, string? secret, CancellationToken cancellationToken)
    {
        using var body = OutgoingBody.Of(new SetWebhookRequest(url, secret, MaxConnections: 100, UpdateSource.AllowedUpdates));
        return (await CallAsync("setWebhook", body, cancellationToken))?.Status ?? 0;
    }

    private async Task<TelegramAnswer?> CallAsync(string method, HttpContent? content, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Limit, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            return await connection.CallAsync(method, content, both.Token);
        }
        catch (Exception error) when (error is HttpRequestException or IOException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    private sealed record SetWebhookRequest(string Url, string? SecretToken, int MaxConnections, IReadOnlyList<string> AllowedUpdates);

    private sealed record Me(string? Username);
}

/// <summary>The part of Telegram's WebhookInfo that we look at.</summary>
/// <param name="Url">Empty where none is set.</param>
/// <param name="PendingUpdateCount">How many updates wait.</param>
/// <param name="LastErrorMessage">Why the last call that failed did, in Telegram's words; null where none failed.</param>
internal sealed record WebhookInfo(string Url, int PendingUpdateCount, string? LastErrorMessage = null);

/// <summary>What Telegram says of who the bot is.</summary>
/// <param name="Status">200 where the token is good.</param>
/// <param name="UserName">The bot's name; null where the token is not good.</param>
/// <param name="At">When it was said, by Telegram's clock; null where it does not say.</param>
internal sealed record BotSeen(int Status, string? UserName, DateTimeOffset? At);
