using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Relay.ServiceDefaults.Health;

/// <summary>What only those on the machine may see and do.</summary>
public static class ManagementEndpoints
{
    /// <summary>Endpoints that exist on the management port alone (<c>MANAGEMENT_URL</c>); on the public one they are not found.</summary>
    public static RouteGroupBuilder MapManagement(this WebApplication app)
    {
        var isManagement = app.OnManagementPort();
        var group = app.MapGroup("");
        group.AddEndpointFilter(async (context, next) => isManagement(context.HttpContext) ? await next(context) : Results.NotFound());
        return group;
    }

    /// <summary>Whether a request came to the management port.</summary>
    internal static Func<HttpContext, bool> OnManagementPort(this WebApplication app)
    {
        var port = new Lazy<int>(() => ManagementPort(app.Services.GetRequiredService<IServer>()));
        return context => context.Connection.LocalPort == port.Value;
    }

    /// <summary>The management address is the last one that the server was given; its port may have been chosen by the system.</summary>
    private static int ManagementPort(IServer server) =>
        BindingAddress.Parse(server.Features.Get<IServerAddressesFeature>()!.Addresses.Last()).Port;
}
