using Microsoft.AspNetCore.Http;
using Relay.ServiceDefaults.Configuration;

namespace Relay.ServiceDefaults.Administration;

/// <summary>
/// Decides by port and token who may use an endpoint: before the endpoint reads anything of the body. What is at the other port is not found;
/// 401 without the token or with a wrong one; 403 if the service has no token. A body that nobody can read is the caller's fault, not ours.
/// </summary>
internal sealed class FrontDoor(RequestDelegate next, Func<HttpContext, bool> isManagement, RelayOptions options, Refusals refusals)
{
    private readonly Secret? admin = options.Admin;

    public async Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint() is { } endpoint && Refusal(context, endpoint.Metadata.GetMetadata<Door>() ?? Door.Administration) is { } refusal)
        {
            await RefuseAsync(context, refusal.Status, refusal.Words);
            return;
        }

        try
        {
            await next(context);
        }
        catch (BadHttpRequestException error) when (!context.Response.HasStarted)
        {
            context.Response.StatusCode = error.StatusCode;
        }
    }

    private (int Status, string Words)? Refusal(HttpContext context, Door door)
    {
        var elsewhere = isManagement(context) ? door == Door.Public : door == Door.Management || door == Door.Administration;
        return elsewhere ? (StatusCodes.Status404NotFound, "")
            : door != Door.Administration ? null
            : admin is null
                ? (StatusCodes.Status403Forbidden, "Set RELAY_ADMIN_TOKEN to a long random text and restart the service: without it nobody may do this.\n")
            : admin.Is(Shown(context)) ? null
            : (StatusCodes.Status401Unauthorized, "Send Authorization: Bearer and this service's administration token.\n");
    }

    private async Task RefuseAsync(HttpContext context, int status, string words)
    {
        if (status == StatusCodes.Status401Unauthorized)
        {
            await refusals.CountAsync("administration", isGuess: Shown(context) is not null, context.RequestAborted);
        }

        context.Response.StatusCode = status;
        await context.Response.WriteAsync(words, context.RequestAborted);
    }

    private static string? Shown(HttpContext context) => Secret.FromBearer(context.Request.Headers.Authorization);
}
