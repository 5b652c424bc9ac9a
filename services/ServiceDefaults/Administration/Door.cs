using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Relay.ServiceDefaults.Administration;

/// <summary>At which port an endpoint is, and whether the caller must show the administration token. <see cref="FrontDoor"/> decides by it.</summary>
public sealed class Door
{
    /// <summary>The public port alone: webhooks, which check the token of their provider.</summary>
    public static readonly Door Public = new();

    /// <summary>Both ports, for everybody.</summary>
    public static readonly Door Both = new();

    /// <summary>The management port alone (<c>MANAGEMENT_URL</c>), for everybody who reaches it.</summary>
    public static readonly Door Management = new();

    /// <summary>The management port alone, with the token. An endpoint without a door has this one.</summary>
    public static readonly Door Administration = new();

    private Door()
    {
    }
}

/// <summary>Endpoints behind their doors.</summary>
public static class DoorExtensions
{
    /// <summary>Endpoints of one door.</summary>
    public static RouteGroupBuilder MapDoor(this IEndpointRouteBuilder app, Door door) => app.MapGroup("").WithMetadata(door);

    /// <summary>What shows content or changes something.</summary>
    public static RouteGroupBuilder MapAdministration(this IEndpointRouteBuilder app) => app.MapDoor(Door.Administration);
}
