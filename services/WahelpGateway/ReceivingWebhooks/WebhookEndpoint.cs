using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Relay.ServiceDefaults.Persistence;
using Relay.WahelpGateway.WahelpApi;

namespace Relay.WahelpGateway.ReceivingWebhooks;

/// <summary>
/// <c>POST /wahelp/webhook</c>. The secret comes as <c>?token=</c>, <c>X-Wahelp-Token</c> or bearer, and is compared before the body is
/// read. 200 means stored: Wahelp may never call again.
/// </summary>
internal sealed partial class WebhookEndpoint(
    WahelpOptions options, WebhookHandler handler, IDatabaseReady database, TimeProvider time, ILogger<WebhookEndpoint> logger)
{
    private const int LargestBody = 1024 * 1024;
    private const string RetryAfterSeconds = "5";

    /// <summary>How long a call waits for the database.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);

    private readonly byte[] expected = SHA256.HashData(Encoding.UTF8.GetBytes(options.WebhookToken));

    public async Task<IResult> HandleAsync(HttpContext context)
    {
        var request = context.Request;
        var authorised = IsAuthorised(request);
        // From here on nothing that writes addresses can write the token.
        request.QueryString = QueryString.Empty;
        if (!authorised)
        {
            return Answer(StatusCodes.Status401Unauthorized, "unauthorized");
        }

        if (await ReadAsync(request, context.RequestAborted) is not { } body)
        {
            return Answer(StatusCodes.Status413PayloadTooLarge, "too large");
        }

        IReadOnlyList<WebhookEvent> events;
        try
        {
            events = WebhookParser.Parse(body);
        }
        catch (JsonException)
        {
            return Answer(StatusCodes.Status400BadRequest, "not JSON");
        }

        return await StoreAsync(events, context.Response);
    }

    /// <summary>The caller's hanging up stops nothing: what came is stored.</summary>
    private async Task<IResult> StoreAsync(IReadOnlyList<WebhookEvent> events, HttpResponse response)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        try
        {
            await database.WaitAsync(patience.Token);
            var handled = false;
            foreach (var one in events)
            {
                handled |= await TransientErrors.RepeatAsync(token => handler.HandleAsync(one, token), time, patience.Token);
            }

            return Results.Json(new { ok = true, handled });
        }
        catch (Exception e)
        {
            Log.NotStored(logger, events.Count, e.GetType().Name);
            response.Headers.RetryAfter = RetryAfterSeconds;
            return Answer(StatusCodes.Status503ServiceUnavailable, "try again");
        }
    }

    private bool IsAuthorised(HttpRequest request)
    {
        const string bearer = "Bearer ";
        var authorization = request.Headers.Authorization.ToString();
        return IsToken(request.Query["token"])
            | IsToken(request.Headers["X-Wahelp-Token"])
            | IsToken(authorization.StartsWith(bearer, StringComparison.OrdinalIgnoreCase) ? authorization[bearer.Length..].Trim() : null);
    }

    /// <summary>Compared by hash, so that neither content nor length shows in the time it takes.</summary>
    private bool IsToken(string? token) =>
        !string.IsNullOrEmpty(token) && CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(token)), expected);

    /// <summary>The body as text, bytes that are no UTF-8 as U+FFFD; null where it is over the limit.</summary>
    private static async Task<string?> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentLength > LargestBody)
        {
            return null;
        }

        using var body = new MemoryStream((int)(request.ContentLength ?? 0));
        var buffer = new byte[16 * 1024];
        while (await request.Body.ReadAsync(buffer, cancellationToken) is > 0 and var read)
        {
            if (body.Length + read > LargestBody)
            {
                return null;
            }

            body.Write(buffer, 0, read);
        }

        return Encoding.UTF8.GetString(body.GetBuffer(), 0, (int)body.Length).TrimStart('\uFEFF');
    }

    private static IResult Answer(int status, string error) => Results.Json(new { ok = false, error }, statusCode: status);

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} webhook events could not be stored ({Error}): Wahelp is asked to repeat them.")]
        public static partial void NotStored(ILogger logger, int count, string error);
    }
}
