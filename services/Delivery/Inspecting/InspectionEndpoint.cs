using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Relay.ServiceDefaults;
using Relay.ServiceDefaults.Administration;

namespace Relay.Delivery.Inspecting;

/// <summary><c>POST /status</c> on the management port, for <c>./relay status</c>. POST, because a phone does not belong in an address.</summary>
public static class InspectionEndpoint
{
    private const string When = "yyyy-MM-dd HH:mm:ss";

    /// <summary>Maps the endpoint. JSON, or text for <c>Accept: text/plain</c>.</summary>
    public static WebApplication MapInspection(this WebApplication app)
    {
        app.MapAdministration().MapPost("/status", async (WhoseStatus whose, Inspection inspection, HttpRequest request, CancellationToken cancellationToken) =>
        {
            var status = await inspection.ReadAsync(whose, cancellationToken);
            return request.WantsText() ? Results.Text(HiddenSigns.Show(InWords(status))) : Results.Json(status);
        });
        return app;
    }

    private static string InWords(ClientStatus status)
    {
        var words = new StringBuilder();
        if (status.Provider is { } why)
        {
            words.AppendLine(CultureInfo.InvariantCulture, $"  NOTHING goes out to the provider: {why}");
        }

        foreach (var lane in status.Lanes)
        {
            words.AppendLine(
                CultureInfo.InvariantCulture, $"  lane {lane.Lane}: {lane.Waits}{(lane.LooksAt is { } at ? $"; looked at again at {Utc(at)}" : "")}");
        }

        foreach (var message in status.Accepted)
        {
            words.AppendLine(CultureInfo.InvariantCulture, $"  in   {Utc(message.AcceptedAt)}  {Shown(message.Begins)}: {Fate(message)}");
        }

        foreach (var message in status.Deliveries)
        {
            words.AppendLine(CultureInfo.InvariantCulture, $"  out  {Utc(message.ReceivedAt)}  {message.Kind} {Shown(message.Begins)}: {Fate(message)}");
        }

        return words.Length == 0 ? "  nothing of this client\n" : words.ToString();
    }

    private static string Fate(AcceptedStatus message) => message.Outcome
        ?? "its outcome is not back" + (message.Publishes > 0 ? string.Create(CultureInfo.InvariantCulture, $", published {message.Publishes} times") : "")
            + (message.NextPublication is { } next ? $"; again at {Utc(next)}" : "");

    private static string Fate(DeliveryStatus message)
    {
        var attempts = message.Attempts > 1 ? string.Create(CultureInfo.InvariantCulture, $", {message.Attempts} attempts") : "";
        var done = message.DoneAt is { } at ? $" at {Utc(at)}" : "";
        return $"{message.State}{(message.Reason is { } why ? $" ({why})" : "")}{done}{attempts}{(message.MaybeDuplicate ? ", may have come twice" : "")}"
            + (message.OutcomeTold ? "" : ", the other side is yet to be told");
    }

    private static string Shown(string begins) => begins.Length == 0 ? "(no text)" : $"«{begins.ReplaceLineEndings(" ")}»";

    private static string Utc(DateTimeOffset at) => at.UtcDateTime.ToString(When, CultureInfo.InvariantCulture);
}
