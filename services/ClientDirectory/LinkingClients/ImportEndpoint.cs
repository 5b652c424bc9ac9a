using Relay.ServiceDefaults.Administration;
using Relay.ServiceDefaults.Phones;

namespace Relay.ClientDirectory.LinkingClients;

/// <summary><c>POST /clients/import</c> on the management port: what <c>./relay clients import</c> sends.</summary>
internal static class ImportEndpoint
{
    public static void MapImport(this WebApplication app) => app.MapAdministration().MapPost(
        "/clients/import",
        (HttpContext context, ImportedClients table, LinkHandler handler, LinkAnnouncer announcer, SpelledPhones phones, TimeProvider time) =>
            new ClientImport(table, handler, announcer, phones, time).RunAsync(context));
}
