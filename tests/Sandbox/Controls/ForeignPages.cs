using System.Net;
using System.Net.Mime;

namespace Relay.Sandbox.Controls;

/// <summary>
/// While the chat page is open, other pages in the browser must not control or read the sandbox. A browser sends a page's calls without asking first
/// only if they have a body of a form's types; it names the page's origin in <c>Origin</c>; and a page whose host name was made to lead to this machine
/// shows in <c>Host</c>.
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
            : HasBody(request) && !request.HasJsonContentType() && request.ContentType != MediaTypeNames.Application.Octet
                ? RefuseAsync(
                    context,
                    StatusCodes.Status415UnsupportedMediaType,
                    "Send JSON, with Content-Type: application/json; a file with application/octet-stream.")
            : next(context);
    });

    private static bool IsForeign(HttpRequest request)
    {
        var origin = request.Headers.Origin.ToString();
        return !IsAddress(request.Host.Host) || (origin.Length > 0 && origin != $"{request.Scheme}://{request.Host}");
    }

    /// <summary>Rejects names that a foreign DNS could make lead here.</summary>
    private static bool IsAddress(string host) => host == "localhost" || IPAddress.TryParse(host.Trim('[', ']'), out _);

    private static bool HasBody(HttpRequest request) => request.ContentLength is > 0 || request.Headers.TransferEncoding.Count > 0;

    private static Task RefuseAsync(HttpContext context, int status, string words)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(new { message = words });
    }
}
