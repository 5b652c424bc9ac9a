using Microsoft.EntityFrameworkCore;
using Relay.ServiceDefaults.Persistence;

namespace Relay.WahelpGateway.Persistence;

/// <summary>This gateway's own tables, beside Delivery's: what the account has shown, and a learning run.</summary>
internal sealed class WahelpGatewayDbContext(DbContextOptions<WahelpGatewayDbContext> options) : DbContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<EvidenceRow>().ToTable("evidence").HasKey(row => row.Key);
        modelBuilder.Entity<LearningRow>().ToTable("learning").HasKey(row => row.Id);
    }
}

/// <summary>For <c>dotnet ef migrations add</c>.</summary>
internal sealed class WahelpGatewayDesignTimeFactory : DesignTimeFactory<WahelpGatewayDbContext>;
