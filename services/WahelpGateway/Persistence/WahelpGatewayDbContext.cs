using Microsoft.EntityFrameworkCore;
using Relay.Delivery.Tables;
using Relay.ServiceDefaults.Persistence;

namespace Relay.WahelpGateway.Persistence;

/// <summary>The gateway's database: Delivery's tables, with what echoes are looked up by, what the account has shown, and a run of learning.</summary>
internal sealed class WahelpGatewayDbContext(DbContextOptions<WahelpGatewayDbContext> options) : DeliveryDbContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);
        modelBuilder.Entity<DeliveryRow>().HasIndex(row => new { row.Phone, row.AttemptedAt }).HasFilter("phone IS NOT NULL").HasDatabaseName("delivery_phone");
        modelBuilder.Entity<SentIdRow>().HasIndex(row => row.MessageId).HasDatabaseName("sent_id_message");
        modelBuilder.Entity<EvidenceRow>().ToTable("evidence").HasKey(row => row.Key);
        modelBuilder.Entity<LearningRow>().ToTable("learning").HasKey(row => row.Id);
    }
}

/// <summary>For <c>dotnet ef migrations add</c>.</summary>
internal sealed class WahelpGatewayDesignTimeFactory : DesignTimeFactory<WahelpGatewayDbContext>;
