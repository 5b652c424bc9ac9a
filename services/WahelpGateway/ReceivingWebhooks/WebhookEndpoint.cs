using System.Text.Json;
using Relay.ServiceDefaults.Administration;
using Relay.ServiceDefaults.Configuration;
using Relay.ServiceDefaults.Persistence;
using Relay.WahelpGateway.WahelpApi;

namespace Relay.WahelpGateway.ReceivingWebhooks;

/// <summary>
/// <c>POST /wahelp/webhook</c>. The token comes as <c>?token=</c>, <c>X-Wahelp-Token</c> or bearer, and is compared before the body is read. 200
/// means stored, if only as a dead letter: Wahelp may never call again.
/// </summary>
internal sealed partial class WebhookEndpoint(
    WahelpOptions options, WebhookHandler handler, LearningCapture learning, Refusals refusals, IDatabaseReady database, DatabaseRetries retries,
    ILogger<WebhookEndpoint> logger)
{
    private const int MostEvents = 500;
    private const string RetryAfterSeconds = "5";

    /// <summary>How long a call waits for the database.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);

    private readonly TimeZoneInfo zone = options.Zone;
    private readonly Secret expected = Secret.Of(options.WebhookToken);

    public async Task<IResult> HandleAsync(HttpContext context)
    {
        var request = context.Request;
        if (!IsAuthorised(request))
        {
            await refusals.CountAsync("wahelp_webhook", isGuess: true, context.RequestAborted);
            return Answer(StatusCodes.Status401Unauthorized, "unauthorized");
        }

        if (await RequestBody.ReadAsync(request, context.RequestAborted) is not { } bytes)
        {
            return Answer(StatusCodes.Status413PayloadTooLarge, "too large");
        }

        var body = new WebhookBody(bytes, request.ContentType ?? "", request.Headers.ContentEncoding.ToString());
        var text = await body.ReadAsync(context.RequestAborted);
        return await StoreAsync(text is null ? null : Parse(text), text ?? "", body, context.Response);
    }

    /// <summary>The events in it; null if it is not JSON.</summary>
    private IReadOnlyList<WebhookEvent>? Parse(string text)
    {
        try
        {
            return WebhookParser.Parse(text, zone);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>If the caller hangs up, the events are still stored.</summary>
    private async Task<IResult> StoreAsync(IReadOnlyList<WebhookEvent>? events, string text, WebhookBody body, HttpResponse response)
    {
        using var patience = retries.Within(Patience);
        try
        {
            await database.WaitAsync(patience.Token);
            if (events is null)
            {
                await retries.RepeatAsync(token => handler.PutUnreadableAsync(body.Raw, token), patience.Token);
                return Results.Json(new { ok = true, handled = false });
            }

            if (events.Count > MostEvents)
            {
                // They could not be stored within a call's time, however often it is repeated.
                await retries.RepeatAsync(token => handler.PutAsideAsync(text, token), patience.Token);
                return Results.Json(new { ok = true, handled = false });
            }

            var handled = false;
            foreach (var one in events)
            {
                handled |= await retries.RepeatAsync(token => handler.HandleAsync(one, token), patience.Token);
            }

            await learning.KeepAsync(events, patience.Token);
            return Results.Json(new { ok = true, handled });
        }
        catch (Exception error)
        {
            Log.NotStored(logger, error, events?.Count ?? 1);
            response.Headers.RetryAfter = RetryAfterSeconds;
            return Answer(StatusCodes.Status503ServiceUnavailable, "try again");
        }
    }

    private bool IsAuthorised(HttpRequest request)
    {
        return expected.Is(request.HttpContext.Features.Get<HiddenQuery>()?.Token)
            | expected.Is(request.Headers["X-Wahelp-Token"])
            | expected.Is(Secret.FromBearer(request.Headers.Authorization));
    }

    private static IResult Answer(int status, string error) => Results.Json(new { ok = false, error }, statusCode: status);

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} webhook events could not be stored; the answer is 503, so that Wahelp repeats them")]
        public static partial void NotStored(ILogger logger, Exception exception, int count);
    }
}
