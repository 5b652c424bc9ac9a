using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Relay.ServiceDefaults.Administration;
using Relay.ServiceDefaults.DeadLetters.Tables;

namespace Relay.ServiceDefaults.DeadLetters;

/// <summary><c>/dead</c> on the management port, for <c>./relay dead</c>. JSON, or text for <c>Accept: text/plain</c>.</summary>
internal static class DeadLetterEndpoints
{
    private const int Page = 100;

    public static void MapDeadLetters(this WebApplication app)
    {
        var dead = app.MapAdministration().MapGroup("/dead");
        dead.MapGet(
            "", async ([FromServices] DeadLetterDesk desk, HttpRequest request, CancellationToken cancellationToken, long after = 0, int limit = Page) =>
        {
            var lines = await desk.ListAsync(after, Math.Clamp(limit, 1, 1000), cancellationToken);
            return request.WantsText() ? Results.Text(HiddenSigns.Show(string.Concat(lines.Select(Line)))) : Results.Json(lines);
        });
        dead.MapGet("/{id:long}", async ([FromServices] DeadLetterDesk desk, HttpRequest request, long id, CancellationToken cancellationToken) =>
            await desk.FindAsync(id, cancellationToken) is not { } found ? Answer(request, id, DeadLetterDesk.Unknown)
            : request.WantsText() ? Results.Text(HiddenSigns.Show($"{Line(found.Line)}\n{found.Raw}\n"))
            : Results.Json(new { letter = found.Line, raw = found.Raw }));
        dead.MapPost("/{id:long}/replay", async ([FromServices] DeadLetterDesk desk, HttpRequest request, long id, CancellationToken cancellationToken) =>
            Answer(request, id, await desk.ReplayAsync(id, cancellationToken)));
        dead.MapPost("/{id:long}/discard", async ([FromServices] DeadLetterDesk desk, HttpRequest request, long id, CancellationToken cancellationToken) =>
            Answer(request, id, await desk.DiscardAsync(id, cancellationToken)));
    }

    private static IResult Answer(HttpRequest request, long id, Decision decision)
    {
        var status = !decision.Found ? StatusCodes.Status404NotFound : decision.Done ? StatusCodes.Status200OK : StatusCodes.Status409Conflict;
        return request.WantsText()
            ? Results.Text(string.Create(CultureInfo.InvariantCulture, $"{id}: {decision.Words}\n"), statusCode: status)
            : Results.Json(new { id, done = decision.Done, result = decision.Words }, statusCode: status);
    }

    private static string Line(LetterLine line) => string.Create(
        CultureInfo.InvariantCulture,
        $"{line.Id,6}  {line.At.UtcDateTime:yyyy-MM-dd HH:mm:ss}  {line.Source}: {line.Reason} ({line.Bytes} bytes){State(line)}").ReplaceLineEndings(" ")
        + "\n";

    private static string State(LetterLine line) =>
        line.ReplayedAt is not null
            ? $" replayed: {line.Result}"
            : line.DiscardedAt is not null
            ? " discarded"
            : line.Result is { } tried
            ? $" tried: {tried}"
            : "";
}
