using Microsoft.EntityFrameworkCore;
using Relay.Delivery.Persistence;
using Relay.ServiceDefaults.Persistence;

namespace Relay.WahelpGateway.Persistence;

/// <summary>The gateway's database: Delivery's tables. What else it remembers, it remembers there.</summary>
internal sealed class WahelpGatewayDbContext(DbContextOptions<WahelpGatewayDbContext> options) : DeliveryDbContext(options);

/// <summary>For <c>dotnet ef migrations add</c>.</summary>
internal sealed class WahelpGatewayDesignTimeFactory : DesignTimeFactory<WahelpGatewayDbContext>;
