using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;

namespace Relay.WahelpGateway.ReceivingWebhooks;

/// <summary>The token that came in a call's query, which is gone from the address.</summary>
internal sealed record HiddenQuery(string? Token);

/// <summary>
/// Takes the query off a webhook's address before the request begins. From then on nothing can write the token, whatever the logging's
/// settings: the server's own line about a request, the first of all, is written with the address as it is here.
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
