using Relay.ServiceDefaults.Administration;

namespace Relay.ClientDirectory.LinkingClients;

/// <summary><c>POST /clients/import</c> on the management port: what <c>./relay clients import</c> sends.</summary>
internal static class ImportEndpoint
{
    public static void MapImport(this WebApplication app) => app.MapAdministration().MapPost(
        "/clients/import",
        (HttpContext context) => ActivatorUtilities.CreateInstance<ClientImport>(context.RequestServices).RunAsync(context));
}
