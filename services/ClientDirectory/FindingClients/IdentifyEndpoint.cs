using System.Globalization;
using Relay.ServiceDefaults.Administration;

namespace Relay.ClientDirectory.FindingClients;

/// <summary><c>POST /clients/identify</c> on the management port: a client's phone and chats, in the form that the gateways' <c>/status</c> takes.</summary>
internal static class IdentifyEndpoint
{
    private const string Telegram = "tg:";

    public static void MapIdentify(this WebApplication app) => app.MapAdministration().MapPost("/clients/identify", IdentifyAsync);

    private static async Task<IResult> IdentifyAsync(WhoIsIt who, ClientLookup lookup, CancellationToken cancellationToken)
    {
        if (who.Who.StartsWith(Telegram, StringComparison.OrdinalIgnoreCase)
            && long.TryParse(who.Who.AsSpan(Telegram.Length), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var user))
        {
            var account = await lookup.FindAsync(user, cancellationToken);
            return Results.Json(new { phone = account?.Phone ?? "", chats = new[] { account?.ChatId ?? user } });
        }

        if (!lookup.TryRead(who.Who, out var phone))
        {
            return Results.Text(
                "That is no phone; a Telegram account that is not linked is asked for as tg:ID.\n", statusCode: StatusCodes.Status400BadRequest);
        }

        var client = await lookup.FindAsync(phone, cancellationToken);
        return Results.Json(new { phone, chats = client is null ? Array.Empty<long>() : [client.ChatId] });
    }

    /// <summary>Whom somebody asks about.</summary>
    /// <param name="Who">A phone in any spelling, or <c>tg:</c> and a Telegram user id.</param>
    internal sealed record WhoIsIt(string Who);
}
