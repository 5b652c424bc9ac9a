using System.Text.Json;

namespace Relay.TelegramGateway.TelegramApi;

/// <summary>The settings of the bot's account.</summary>
internal sealed class BotAccount(TelegramConnection connection, TimeProvider time)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(15);

    /// <summary>The bot; null if Telegram does not answer.</summary>
    public async Task<BotSeen?> GetMeAsync(CancellationToken cancellationToken) =>
        await CallAsync("getMe", content: null, cancellationToken) is not { } answer ? null
        : new BotSeen(
            answer.Status, answer is { Ok: true, Result: { } me } ? JsonSerializer.Deserialize<Me>(me, TelegramJson.Options)?.Username : null, answer.At);

    /// <summary>The current webhook; null if Telegram does not answer.</summary>
    public async Task<WebhookInfo?> GetWebhookAsync(CancellationToken cancellationToken)
    {
        var answer = await CallAsync("getWebhookInfo", content: null, cancellationToken);
        return answer is { Ok: true, Result: { } result } ? JsonSerializer.Deserialize<WebhookInfo>(result, TelegramJson.Options) : null;
    }

    /// <summary>Sets the webhook; an empty address removes it. Waiting updates are kept.</summary>
    /// <returns>The status: 200 if it is done, 0 if there was no answer.</returns>
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

/// <summary>The members of Telegram's WebhookInfo that we use.</summary>
/// <param name="Url">Empty if none is set.</param>
/// <param name="PendingUpdateCount">How many updates wait.</param>
/// <param name="LastErrorMessage">The error of the last failed call, in Telegram's words; null if none failed.</param>
internal sealed record WebhookInfo(string Url, int PendingUpdateCount, string? LastErrorMessage = null);

/// <summary>Telegram's answer to getMe.</summary>
/// <param name="Status">200 if the token is valid.</param>
/// <param name="UserName">The bot's name; null if the token is invalid.</param>
/// <param name="At">The time of the answer, by Telegram's clock; null if unknown.</param>
internal sealed record BotSeen(int Status, string? UserName, DateTimeOffset? At);
