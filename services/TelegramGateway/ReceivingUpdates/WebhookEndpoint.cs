using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Relay.ServiceDefaults.Administration;
using Relay.ServiceDefaults.Configuration;
using Relay.ServiceDefaults.Persistence;
using Relay.TelegramGateway.TelegramApi;

namespace Relay.TelegramGateway.ReceivingUpdates;

/// <summary><c>POST /telegram/webhook</c>: 200 only after the update is committed.</summary>
internal static class WebhookEndpoint
{
    private const string SecretHeader = "X-Telegram-Bot-Api-Secret-Token";

    /// <summary>How long a request waits for the database.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);

    /// <summary>Telegram honours it (telegram-api: "webhook delivery").</summary>
    private const string RetryAfter = "5";

    public static void MapTelegramWebhook(this IEndpointRouteBuilder app) => app.MapDoor(Door.Public).MapPost("/telegram/webhook", HandleAsync);

    internal static async Task<IResult> HandleAsync(HttpContext http, TelegramOptions options, UpdateIntake intake, Refusals refusals, TimeProvider time)
    {
        if (options.Mode != TelegramMode.Webhook)
        {
            return Results.NotFound();
        }

        var shown = http.Request.Headers[SecretHeader];
        if (!Secret.Of(options.WebhookSecret).Is(shown))
        {
            // Telegram never calls without it; the doctor does, to see which server answers.
            await refusals.CountAsync("telegram_webhook", isGuess: shown.Count > 0, http.RequestAborted);
            return Results.Unauthorized();
        }

        if (await RequestBody.ReadAsync(http.Request, http.RequestAborted) is not { } body)
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
            await intake.AcceptAsync([update], alongside: null, both.Token);
            return Results.Ok();
        }
        catch (OperationCanceledException)
        {
            http.Response.Headers.RetryAfter = RetryAfter;
            return Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
        }
    }
}
