namespace Relay.Sandbox.Wahelp;

internal static class WahelpSide
{
    public static IServiceCollection AddWahelp(this IServiceCollection services) => services
        .AddSingleton<Tokens>()
        .AddSingleton<Users>()
        .AddSingleton<Webhooks>()
        .AddSingleton<Channel>()
        .AddSingleton<ManagerFiles>()
        .AddSingleton<WahelpApi>();

    /// <summary>The same API is at /app and at /api/app: clients are known to use both.</summary>
    public static void MapWahelp(this WebApplication app)
    {
        Map(app.MapGroup("/app"), app.Services.GetRequiredService<WahelpApi>());
        Map(app.MapGroup("/api/app"), app.Services.GetRequiredService<WahelpApi>());
        app.MapGet("/storage/{id}/{name?}", (ManagerFiles files, HttpContext context, string id) => files.ServeAsync(context, id));
    }

    private static void Map(RouteGroupBuilder root, WahelpApi api)
    {
        root.MapPost("/user/login", api.LoginAsync);
        root.MapGet("/user/refresh-token", api.RefreshAsync);

        var project = root.MapGroup("/projects/{project}/channels");
        project.MapGet("/", api.ChannelsAsync);
        project.MapGet("/{uuid}/status", api.StatusAsync);
        project.MapGet("/{uuid}/messages", api.HistoryAsync);
        project.MapPost("/{uuid}/messages", api.PostMessageAsync);
        project.MapPost("/{uuid}/users", api.PostUserAsync);
        project.MapPost("/{uuid}/send_message/{userId:long}", api.SendToUserAsync);
    }
}
