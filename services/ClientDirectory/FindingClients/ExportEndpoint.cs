using System.Text;
using Npgsql;
using Relay.ClientDirectory.Persistence;
using Relay.ServiceDefaults.Administration;

namespace Relay.ClientDirectory.FindingClients;

/// <summary>
/// <c>GET /clients/export</c> on the management port: all clients as a table that the import accepts. Streamed, so its length does not matter.
/// </summary>
internal static class ExportEndpoint
{
    public static void MapExport(this WebApplication app) => app.MapAdministration().MapGet("/clients/export", ExportAsync);

    private static async Task ExportAsync(HttpContext context, NpgsqlDataSource database)
    {
        await using var connection = await database.OpenConnectionAsync(context.RequestAborted);
        using var table = await connection.BeginTextExportAsync(ClientStatements.Export, context.RequestAborted);
        context.Response.ContentType = "text/csv; charset=utf-8";
        await using var answer = new StreamWriter(context.Response.Body, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        var buffer = new char[16 * 1024];
        while (await table.ReadAsync(buffer, context.RequestAborted) is > 0 and var read)
        {
            await answer.WriteAsync(buffer.AsMemory(0, read), context.RequestAborted);
        }
    }
}
