using Microsoft.EntityFrameworkCore;
using Relay.ServiceDefaults.DeadLetters;

namespace Relay.Delivery.Tables;

/// <summary>
/// The tables that both gateways have, each in its own database: <see cref="AcceptedRow"/> is the origin's side of a lane,
/// <see cref="DeliveryRow"/> the receiver's. The hot statements are plain SQL beside the code that runs them; this is the model.
/// </summary>
public abstract class DeliveryDbContext(DbContextOptions options) : DbContext(options)
{
    /// <inheritdoc/>
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<AcceptedRow>(row =>
        {
            row.ToTable("accepted").HasKey(r => r.MessageId);
            row.Property(r => r.Position).UseIdentityAlwaysColumn();
            row.HasIndex(r => new { r.Lane, r.Number }).HasFilter("settled_at IS NULL AND lane IS NOT NULL").HasDatabaseName("accepted_unsettled");
            row.HasIndex(r => r.Position).HasFilter("number IS NULL AND lane IS NOT NULL AND settled_at IS NULL").HasDatabaseName("accepted_unnumbered");
            row.HasIndex(r => r.PublishAt).HasFilter("publish_at IS NOT NULL").HasDatabaseName("accepted_due");
            row.HasIndex(r => r.SettledAt).HasFilter("settled_at IS NOT NULL").HasDatabaseName("accepted_settled");
        });
        modelBuilder.Entity<LaneRow>(row =>
        {
            row.ToTable("lane").HasKey(r => r.Key);
            row.HasIndex(r => r.DueAt).HasFilter("due_at IS NOT NULL AND owner IS NULL").HasDatabaseName("lane_due");
            row.HasIndex(r => r.Owner).HasFilter("owner IS NOT NULL").HasDatabaseName("lane_owned");
            row.HasIndex(r => r.Party).HasFilter("due_at IS NOT NULL").HasDatabaseName("lane_party");
            row.Property(r => r.Releases).HasDefaultValue(0);
        });
        modelBuilder.Entity<DeliveryRow>(row =>
        {
            row.ToTable("delivery").HasKey(r => r.MessageId);
            row.HasIndex(r => new { r.Lane, r.Number }).HasFilter("done_at IS NULL").HasDatabaseName("delivery_open");
            row.HasIndex(r => r.AnnounceAt).HasFilter("announce_at IS NOT NULL").HasDatabaseName("delivery_to_announce");
            row.HasIndex(r => r.Phone).HasFilter("state = 'sending' OR uncertain_since IS NOT NULL").HasDatabaseName("delivery_echo_candidates");
            row.HasIndex(r => r.DoneAt).HasFilter("done_at IS NOT NULL").HasDatabaseName("delivery_done");
        });
        modelBuilder.Entity<SentIdRow>(row =>
        {
            row.ToTable("sent_id").HasKey(r => r.ProviderMessageId);
            row.HasIndex(r => r.At);
        });
        modelBuilder.Entity<ProviderRow>(row =>
        {
            row.ToTable("provider").HasKey(r => r.Id);
            row.Property(r => r.ByCall).HasDefaultValue(false);
        });
        modelBuilder.Entity<BucketRow>().ToTable("bucket").HasKey(r => r.Key);
        modelBuilder.Entity<InstanceRow>(row =>
        {
            row.ToTable("instance").HasKey(r => r.Id);
            row.Property(r => r.Id).UseIdentityAlwaysColumn();
        });
        modelBuilder.Entity<RoleRow>().ToTable("role").HasKey(r => r.Name);
        modelBuilder.Entity<DatabaseRow>().ToTable("database").HasKey(r => r.Id);
        modelBuilder.MapDeadLetters();
    }
}
