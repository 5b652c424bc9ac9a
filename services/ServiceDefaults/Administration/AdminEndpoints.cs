using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Relay.ServiceDefaults.Configuration;
using Relay.ServiceDefaults.Health;

namespace Relay.ServiceDefaults.Administration;

/// <summary>What shows content or changes something: on the management port, and only for who knows <c>RELAY_ADMIN_TOKEN</c>.</summary>
public static class AdminEndpoints
{
    private const string Bearer = "Bearer ";

    /// <summary>
    /// Endpoints that ask for <c>Authorization: Bearer {RELAY_ADMIN_TOKEN}</c>: 401 without it or with a wrong one; 403 where the service was
    /// given no token, for then nobody may.
    /// </summary>
    public static RouteGroupBuilder MapAdministration(this WebApplication app)
    {
        var group = app.MapManagement().MapGroup("");
        group.AddEndpointFilter(async (context, next) =>
            Refusal(context.HttpContext) is { } refusal ? refusal : await next(context));
        return group;
    }

    /// <summary>Whether the caller wants to read it rather than parse it.</summary>
    public static bool WantsText(this HttpRequest request) => request.Headers.Accept.ToString().StartsWith("text/plain", StringComparison.OrdinalIgnoreCase);

    private static IResult? Refusal(HttpContext context)
    {
        var expected = context.RequestServices.GetRequiredService<RelayOptions>().AdminToken;
        if (string.IsNullOrEmpty(expected))
        {
            return Say(StatusCodes.Status403Forbidden, "Set RELAY_ADMIN_TOKEN to a long random text and restart the service: nobody may do this without it.");
        }

        var given = context.Request.Headers.Authorization.ToString();
        return given.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) && AreEqual(given[Bearer.Length..].Trim(), expected)
            ? null
            : Say(StatusCodes.Status401Unauthorized, "Say Authorization: Bearer and the value of RELAY_ADMIN_TOKEN.");
    }

    /// <summary>By hash, so that neither content nor length shows in the time it takes.</summary>
    private static bool AreEqual(string given, string expected) => CryptographicOperations.FixedTimeEquals(
        SHA256.HashData(Encoding.UTF8.GetBytes(given)), SHA256.HashData(Encoding.UTF8.GetBytes(expected)));

    private static IResult Say(int status, string words) => Results.Text(words + "\n", statusCode: status);
}
