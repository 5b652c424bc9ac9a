using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Relay.ServiceDefaults.Persistence;
using Relay.TelegramGateway.TelegramApi;

namespace Relay.TelegramGateway.ReceivingUpdates;

/// <summary><c>POST /telegram/webhook</c>: 200 when the update is committed, and not before.</summary>
internal static class WebhookEndpoint
{
    private const int LargestBody = 1024 * 1024;
    private const string SecretHeader = "X-Telegram-Bot-Api-Secret-Token";

    /// <summary>How long a request waits for the database.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);

    /// <summary>Telegram honours it (telegram-api: "webhook delivery").</summary>
    private const string RetryAfter = "5";

    public static void MapTelegramWebhook(this IEndpointRouteBuilder app) => app.MapPost("/telegram/webhook", HandleAsync);

    internal static async Task<IResult> HandleAsync(HttpContext http, TelegramOptions options, UpdateIntake intake, TimeProvider time)
    {
        if (options.Mode != TelegramMode.Webhook)
        {
            return Results.NotFound();
        }

        if (!IsTelegram(http.Request.Headers[SecretHeader].ToString(), options.WebhookSecret))
        {
            return Results.Unauthorized();
        }

        if (await ReadAsync(http.Request, http.RequestAborted) is not { } body)
        {
            return Results.StatusCode(StatusCodes.Status413PayloadTooLarge);
        }

        RawUpdate update;
        try
        {
            update = RawUpdate.Read(body);
        }
        catch (JsonException)
        {
            return Results.BadRequest();
        }

        using var limit = new CancellationTokenSource(Patience, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, limit.Token);
        try
        {
            await TransientErrors.RepeatAsync(token => intake.AcceptAsync([update], alongside: null, token), time, both.Token);
            return Results.Ok();
        }
        catch (Exception e) when (e is OperationCanceledException || TransientErrors.IsTransient(e))
        {
            http.Response.Headers.RetryAfter = RetryAfter;
            return Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
        }
    }

    /// <summary>In constant time, whatever the lengths.</summary>
    private static bool IsTelegram(string shown, string secret) =>
        CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(shown)), SHA256.HashData(Encoding.UTF8.GetBytes(secret)));

    /// <returns>Null where it is too long.</returns>
    private static async Task<ReadOnlyMemory<byte>?> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentLength > LargestBody)
        {
            return null;
        }

        using var body = new MemoryStream((int)(request.ContentLength ?? 0));
        var buffer = new byte[16 * 1024];
        int read;
        while ((read = await request.Body.ReadAsync(buffer, cancellationToken)) > 0)
        {
            if (body.Length + read > LargestBody)
            {
                return null;
            }

            body.Write(buffer, 0, read);
        }

        return body.GetBuffer().AsMemory(0, (int)body.Length);
    }
}
