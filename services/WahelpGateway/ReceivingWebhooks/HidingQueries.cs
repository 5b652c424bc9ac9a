using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;

namespace Relay.WahelpGateway.ReceivingWebhooks;

/// <summary>The token from a call's query, which was removed from the address.</summary>
internal sealed record HiddenQuery(string? Token);

/// <summary>
/// Removes the query from a webhook's address before the request begins. From then on nothing can log the token, whatever the logging settings: even
/// the server's first line about a request shows the address without it.
/// </summary>
internal sealed class HidingQueries(IServiceProvider services) : IHttpContextFactory
{
    private readonly DefaultHttpContextFactory contexts = new(services);

    public HttpContext Create(IFeatureCollection featureCollection)
    {
        var request = featureCollection.GetRequiredFeature<IHttpRequestFeature>();
        if (request.Path.Contains("wahelp", StringComparison.OrdinalIgnoreCase) || request.QueryString.Contains("token", StringComparison.OrdinalIgnoreCase))
        {
            featureCollection.Set(new HiddenQuery(QueryHelpers.ParseQuery(request.QueryString).GetValueOrDefault("token")));
            (request.QueryString, request.RawTarget) = ("", request.Path);
        }

        return contexts.Create(featureCollection);
    }

    public void Dispose(HttpContext httpContext) => contexts.Dispose(httpContext);
}
