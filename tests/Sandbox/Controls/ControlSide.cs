using System.Text.Json;
using System.Text.Json.Nodes;
using Relay.Sandbox.Files;
using Relay.Sandbox.Journals;
using Relay.Sandbox.Scripting;
using Relay.Sandbox.Telegram;
using Relay.Sandbox.Wahelp;

namespace Relay.Sandbox.Controls;

/// <summary>The controls for tests and the page; tests/Sandbox/README.md lists them.</summary>
internal static class ControlSide
{
    public static IServiceCollection AddControls(this IServiceCollection services) => services.AddSingleton<Bulk>();

    public static void MapControls(this WebApplication app)
    {
        var control = app.MapGroup("/control");
        MapClients(control);
        MapManager(control);
        MapBehaviour(control);
        MapSeen(control);
        control.MapMethods("/files/{id}", [HttpMethods.Get, HttpMethods.Head], ShowFile);
    }

    private static void MapClients(RouteGroupBuilder control)
    {
        control.MapGet("/clients", (Clients clients) => clients.All);
        control.MapPost("/clients", (Clients clients, NewClient client) => clients.Put(client.Make()));
        control.MapPost("/clients/bulk", (Bulk bulk, BulkOrder order) => bulk.FromClients(order));
        control.MapGet("/clients/{chat:long}", (Clients clients, long chat) =>
            clients.Find(chat) is { } client ? Results.Ok(client) : Results.NotFound());
        control.MapPost("/clients/{chat:long}/messages", (ClientSide side, long chat, ClientMessage message) =>
            side.Write(chat, message) is { } written
                ? Results.Ok(written)
                : Results.Conflict(new { message = "The client has the bot blocked: unblock it first." }));
        control.MapPost("/clients/{chat:long}/files", async (ClientSide side, HttpRequest request, long chat, [AsParameters] ClientFile file) =>
        {
            var bytes = await BytesAsync(request);
            return Try(() => side.Send(chat, file, bytes) ?? throw new ArgumentException("The client has the bot blocked: unblock it first."));
        });
        control.MapPost("/clients/{chat:long}/block", (ClientSide side, long chat) => side.Block(chat, blocked: true));
        control.MapPost("/clients/{chat:long}/unblock", (ClientSide side, long chat) => side.Block(chat, blocked: false));
        control.MapPost("/clients/{chat:long}/deactivate", (Clients clients, long chat) =>
            clients.Change(chat, client => client with { Deactivated = true }));
        control.MapGet("/clients/{chat:long}/shown", (ShownMessages shown, long chat) => shown.In(chat));
        control.MapDelete("/clients/{chat:long}/shown/{id:long}", (ShownMessages shown, long chat, long id) =>
            shown.Remove(chat, id) ? Results.Ok() : Results.NotFound());
        control.MapPost("/updates", async (ClientSide side, HttpRequest request) =>
        {
            using var reader = new StreamReader(request.Body);
            return side.Inject(await reader.ReadToEndAsync(request.HttpContext.RequestAborted));
        });
    }

    private static void MapManager(RouteGroupBuilder control)
    {
        control.MapPost("/manager/messages", (Channel channel, ManagerMessage message) => Try(() =>
            new { id = channel.Write(message) }));
        control.MapPost("/manager/files", async (ManagerFiles files, HttpRequest request, [AsParameters] ManagerFile file) =>
        {
            var bytes = await BytesAsync(request);
            return Try(() => files.Send(file, bytes, $"{request.Scheme}://{request.Host}"));
        });
        control.MapPost("/manager/bulk", (Bulk bulk, BulkOrder order) => bulk.FromManager(order));
        control.MapPost("/tokens/revoke", (Tokens tokens) => tokens.RevokeAll());
    }

    private static void MapBehaviour(RouteGroupBuilder control)
    {
        control.MapGet("/settings", (Settings settings) => settings.Now);
        control.MapPatch("/settings", (Settings settings, JsonObject change) => Try(() => settings.Change(change)));
        control.MapGet("/accounts", (Settings settings) => NamedAccount.All.Select(account =>
            new { account.Name, en = account.English, ru = account.Russian, account.Traits, chosen = account.Traits == settings.Now.Account }));
        control.MapPost("/accounts/{name}", (Settings settings, string name) => Try(() =>
        {
            var account = NamedAccount.Find(name);
            settings.Choose(account.Traits);
            return account;
        }));
        control.MapPost("/disorder", (Updates updates, Webhooks webhooks, DisorderOrder order) =>
        {
            updates.Disturb(order.DoubledUpdates, order.ShuffledUpdates);
            webhooks.Disturb(order.DoubledWebhooks, order.ShuffledWebhooks);
            if (order.NextUpdateId is { } next)
            {
                updates.RestartAt(next);
            }
        });
        control.MapGet("/scripts", (Scripts scripts) => scripts.List());
        control.MapPost("/scripts", (Scripts scripts, ScriptedAnswer answer) => Try(() => new { id = scripts.Add(answer) }));
        control.MapDelete("/scripts", (Scripts scripts) => scripts.Clear());
        control.MapDelete("/scripts/{id:int}", (Scripts scripts, int id) => scripts.Remove(id) ? Results.Ok() : Results.NotFound());
        control.MapPost("/reset", Reset);
    }

    private static void MapSeen(RouteGroupBuilder control)
    {
        control.MapGet("/seen", (Journal journal, string? what, string? party) => journal.Find(
            what?.Split(',', StringSplitOptions.RemoveEmptyEntries) ?? [], Party(party)));
        control.MapGet("/unexpected", (Journal journal) => journal.Find([What.Unexpected]));
        control.MapGet("/counts", (Journal journal) => journal.Counts());
        control.MapGet("/wait", async (
            Journal journal, CancellationToken stop, string what, string? party, long atLeast = 1, double timeout = 10) =>
        {
            var count = await journal.WaitAsync(what, Party(party), atLeast, TimeSpan.FromSeconds(timeout), stop);
            return new { what, count, reached = count >= atLeast };
        });
    }

    /// <summary>
    /// Clears everything but tokens, a webhook registration, and the counters of ids: the relay under test keeps running, and must not see an id twice.
    /// </summary>
    private static void Reset(
        Journal journal, Settings settings, Scripts scripts, Clients clients, Webhook webhook, Webhooks webhooks, Users users, StoredFiles files)
    {
        scripts.Clear();
        settings.Reset();
        webhook.Clear();
        webhooks.Clear();
        clients.Clear();
        users.Clear();
        files.Clear();
        journal.Clear();
    }

    /// <summary>A file for the page and for tests. It may hold anything, so a browser must not run it on the page's origin.</summary>
    private static IResult ShowFile(StoredFiles files, HttpResponse response, string id)
    {
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.ContentSecurityPolicy = "sandbox; default-src 'none'";
        return files.Find(id) is { } file
            ? Results.File(file.Bytes, file.Type, file.Name, enableRangeProcessing: true)
            : Results.NotFound();
    }

    private static async Task<byte[]> BytesAsync(HttpRequest request)
    {
        using var bytes = new MemoryStream();
        await request.Body.CopyToAsync(bytes, request.HttpContext.RequestAborted);
        return bytes.ToArray();
    }

    /// <summary>An unescaped plus arrives as a space.</summary>
    private static string Party(string? party) => (party ?? "").Replace(' ', '+');

    private static IResult Try(Func<object> act)
    {
        try
        {
            return Results.Ok(act());
        }
        catch (Exception error) when (error is ArgumentException or JsonException or KeyNotFoundException)
        {
            return Results.BadRequest(new { message = error.Message });
        }
    }
}

/// <summary>A client to create, or to replace the one with this chat.</summary>
internal sealed record NewClient
{
    public required long Chat { get; init; }

    public string? FirstName { get; init; }

    public string? LastName { get; init; }

    public string? Username { get; init; }

    public string LanguageCode { get; init; } = "ru";

    public string? Phone { get; init; }

    public Client Make() => new()
    {
        Chat = Chat,
        FirstName = FirstName ?? $"Клиент {Chat}",
        LastName = LastName,
        Username = Username,
        LanguageCode = LanguageCode,
        Phone = Phone ?? Clients.StandardPhone(Chat),
    };
}

/// <summary>Disorder for what comes next; see <see cref="Disorder"/> and <see cref="Webhooks.Disturb"/>.</summary>
internal sealed record DisorderOrder
{
    public int DoubledUpdates { get; init; }

    public int ShuffledUpdates { get; init; }

    public int DoubledWebhooks { get; init; }

    public int ShuffledWebhooks { get; init; }

    /// <summary>The next update gets this id.</summary>
    public int? NextUpdateId { get; init; }
}
