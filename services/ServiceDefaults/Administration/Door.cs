using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Relay.ServiceDefaults.Administration;

/// <summary>The port of an endpoint, and whether the caller needs the administration token. <see cref="FrontDoor"/> enforces it.</summary>
public sealed class Door
{
    /// <summary>The public port only: webhooks, which check their provider's token.</summary>
    public static readonly Door Public = new();

    /// <summary>Both ports, for everybody.</summary>
    public static readonly Door Both = new();

    /// <summary>The management port only (<c>MANAGEMENT_URL</c>), for everybody who reaches it.</summary>
    public static readonly Door Management = new();

    /// <summary>The management port only, with the token. This is the default of an endpoint without a door.</summary>
    public static readonly Door Administration = new();

    private Door()
    {
    }
}

/// <summary>Maps endpoints to doors.</summary>
public static class DoorExtensions
{
    /// <summary>A group of endpoints with one door.</summary>
    public static RouteGroupBuilder MapDoor(this IEndpointRouteBuilder app, Door door) => app.MapGroup("").WithMetadata(door);

    /// <summary>Endpoints that show content or change something.</summary>
    public static RouteGroupBuilder MapAdministration(this IEndpointRouteBuilder app) => app.MapDoor(Door.Administration);
}
