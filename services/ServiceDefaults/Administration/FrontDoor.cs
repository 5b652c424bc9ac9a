using Microsoft.AspNetCore.Http;
using Relay.ServiceDefaults.Configuration;

namespace Relay.ServiceDefaults.Administration;

/// <summary>
/// Decides by port and token who may use an endpoint, before anything of the body is read. An endpoint of the other port is 404. Without the token,
/// or with a wrong one, the answer is 401; if the service has no token, 403. An unreadable body is the caller's fault, not ours.
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
            : admin is null ? (StatusCodes.Status403Forbidden,
                "This needs an administration token. Set RELAY_ADMIN_TOKEN to a long random text and restart the service.\n")
            : admin.Is(Shown(context)) ? null
            : (StatusCodes.Status401Unauthorized, "Send Authorization: Bearer with this service's administration token.\n");
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
