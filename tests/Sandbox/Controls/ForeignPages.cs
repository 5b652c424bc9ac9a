using System.Net;

namespace Relay.Sandbox.Controls;

/// <summary>
/// Whoever has the chat page open may visit other pages meanwhile, and those must not drive or read the sandbox. A browser sends a page's
/// calls here without asking first only where they have no JSON body; it says who asks in <c>Origin</c>; and a page whose name was made to
/// lead to this machine shows in <c>Host</c>.
/// </summary>
internal static class ForeignPages
{
    public static IApplicationBuilder RefuseForeignPages(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        var request = context.Request;
        if (!request.Path.StartsWithSegments("/control") && !request.Path.StartsWithSegments("/page"))
        {
            return next(context);
        }

        return IsForeign(request) ? RefuseAsync(context, StatusCodes.Status403Forbidden, "Only this sandbox's own page and programs may call this.")
            : HasBody(request) && !request.HasJsonContentType()
                ? RefuseAsync(context, StatusCodes.Status415UnsupportedMediaType, "Send JSON, with Content-Type: application/json.")
            : next(context);
    });

    private static bool IsForeign(HttpRequest request)
    {
        var origin = request.Headers.Origin.ToString();
        return !IsAddress(request.Host.Host) || (origin.Length > 0 && origin != $"{request.Scheme}://{request.Host}");
    }

    /// <summary>No name that somebody else's DNS could make lead here.</summary>
    private static bool IsAddress(string host) => host == "localhost" || IPAddress.TryParse(host.Trim('[', ']'), out _);

    private static bool HasBody(HttpRequest request) => request.ContentLength is > 0 || request.Headers.TransferEncoding.Count > 0;

    private static Task RefuseAsync(HttpContext context, int status, string words)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(new { message = words });
    }
}
