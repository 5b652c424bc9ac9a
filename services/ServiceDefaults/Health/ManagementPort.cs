using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Relay.ServiceDefaults.Health;

internal static class ManagementPort
{
    /// <summary>True if a request came to the management port.</summary>
    public static Func<HttpContext, bool> OnManagementPort(this WebApplication app)
    {
        var port = new Lazy<int?>(() => Find(app.Services.GetRequiredService<IServer>()));
        return context => context.Connection.LocalPort == port.Value;
    }

    /// <summary>The management address is the server's last one; its port may have been chosen by the system.</summary>
    private static int? Find(IServer server) =>
        server.Features.Get<IServerAddressesFeature>()?.Addresses.LastOrDefault() is { } last ? BindingAddress.Parse(last).Port : null;
}
