using Relay.ServiceDefaults.Administration;
using Relay.ServiceDefaults.Persistence;
using Relay.WahelpGateway.Persistence;

namespace Relay.WahelpGateway.ReceivingNotifications;

/// <summary><c>/notifications</c> on the management port: other systems send a client a text by phone, and read its state.</summary>
internal sealed partial class NotificationEndpoint(
    NotificationRules rules, NotificationDesk desk, IAcceptedNotifications accepted, DatabaseRetries retries, ILogger<NotificationEndpoint> logger)
{
    /// <summary>How long a call waits for the database.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);

    /// <summary>
    /// 202: accepted. 200: accepted before, with the state. 400, 413, 415: refused. 409: the id belongs to another notification. 503: not now.
    /// </summary>
    public async Task<IResult> PostAsync(HttpRequest request)
    {
        if (!request.HasJsonContentType())
        {
            return Problem(StatusCodes.Status415UnsupportedMediaType, "Send the notification as JSON, with Content-Type: application/json.");
        }

        if (await RequestBody.ReadAsync(request, request.HttpContext.RequestAborted) is not { } body)
        {
            return Problem(StatusCodes.Status413PayloadTooLarge, "The notification is too large.");
        }

        var (asked, refused) = NotificationRequest.Read(body);
        var notification = default(Notification);
        if (asked is not null)
        {
            (notification, refused) = rules.Check(asked.Id, asked.Phone, asked.Text, asked.Note);
        }

        if (notification is null)
        {
            return Problem(StatusCodes.Status400BadRequest, $"The notification is refused: {refused}.");
        }

        return await AnswerAsync(request.HttpContext.Response, async token => (await desk.AcceptAsync([notification], token))[0] switch
        {
            Became.New => Results.Json(new { id = notification.Id, state = "accepted" }, statusCode: StatusCodes.Status202Accepted),
            Became.Known => await StateAsync(notification.Id, token),
            _ => Problem(StatusCodes.Status409Conflict, "This id was accepted before with another phone or text. Nothing was changed."),
        });
    }

    /// <summary>200 with the state, or 404.</summary>
    public Task<IResult> GetAsync(string id, HttpResponse response) => AnswerAsync(response, token => StateAsync(id, token));

    private async Task<IResult> StateAsync(string id, CancellationToken cancellationToken)
    {
        var messageId = Notification.IdOf(id);
        if (!(await accepted.FindAsync([messageId], cancellationToken)).TryGetValue(messageId, out var found))
        {
            return Problem(StatusCodes.Status404NotFound, "No such notification was accepted, or it was settled more than 30 days ago.");
        }

        var (state, reason) = (found.Outcome, found.HeldReason) switch
        {
            (null, null) => ("accepted", null),
            (null, { } held) => ("held", held),
            ("delivered", _) => ("delivered", null),
            var (failed, _) => ("failed", failed),
        };
        return Results.Json(new { id, state, reason, acceptedAt = found.AcceptedAt, settledAt = found.SettledAt });
    }

    /// <summary>If the caller hangs up, the notification is still accepted.</summary>
    private async Task<IResult> AnswerAsync(HttpResponse response, Func<CancellationToken, Task<IResult>> work)
    {
        using var patience = retries.Within(Patience);
        try
        {
            return await retries.RepeatAsync(work, patience.Token);
        }
        catch (Exception error)
        {
            Log.NotNow(logger, error);
            response.Headers.RetryAfter = "5";
            return Problem(StatusCodes.Status503ServiceUnavailable,
                "The notification could not be stored or looked up. Repeat the call: an id is accepted only once.");
        }
    }

    private static IResult Problem(int status, string error) => Results.Json(new { error }, statusCode: status);

    private static partial class Log
    {
        [LoggerMessage(
            Level = LogLevel.Warning,
            Message = "A notification could not be stored or looked up; the answer is 503, so that the caller repeats it")]
        public static partial void NotNow(ILogger logger, Exception exception);
    }
}
