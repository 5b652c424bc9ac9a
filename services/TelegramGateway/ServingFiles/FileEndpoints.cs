using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Relay.ServiceDefaults.Administration;
using Relay.TelegramGateway.LinkingFiles;

namespace Relay.TelegramGateway.ServingFiles;

/// <summary>
/// <c>GET /files/{id}/{name}</c> for everybody who has the link. On the management port <c>POST /files/{id}/revoke</c> and
/// <c>POST /files/chats/{chat}/revoke</c>.
/// </summary>
internal static class FileEndpoints
{
    public static void MapFiles(this IEndpointRouteBuilder app)
    {
        app.MapDoor(Door.Public).MapMethods(
            "/files/{id}/{name}", [HttpMethods.Get, HttpMethods.Head], (HttpContext http, FileDoor door, string id) => door.AnswerAsync(http, id));
        var administration = app.MapAdministration();
        administration.MapPost("/files/{id:guid}/revoke", async (IStoredFiles files, FileCache cache, Guid id, CancellationToken cancellationToken) =>
        {
            if (await files.FindAsync(id, cancellationToken) is { File: { } file })
            {
                cache.Forget(file);
            }

            return await files.RevokeAsync(id, cancellationToken)
                ? Results.Text("revoked\n")
                : Results.Text("unknown\n", statusCode: StatusCodes.Status404NotFound);
        });
        administration.MapPost("/files/chats/{chat:long}/revoke", async (IStoredFiles files, long chat, CancellationToken cancellationToken) =>
        {
            var revoked = await files.RevokeChatAsync(chat, cancellationToken);
            return Results.Text(string.Create(CultureInfo.InvariantCulture, $"{revoked} revoked\n"));
        });
    }
}
