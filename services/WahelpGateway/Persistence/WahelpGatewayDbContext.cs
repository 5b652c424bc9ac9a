using Microsoft.EntityFrameworkCore;
using Relay.Delivery.Persistence;

namespace Relay.WahelpGateway.Persistence;

/// <summary>This service's database: the tables of Delivery. What else it remembers, it remembers there.</summary>
public sealed class WahelpGatewayDbContext(DbContextOptions<WahelpGatewayDbContext> options) : DeliveryDbContext(options);
