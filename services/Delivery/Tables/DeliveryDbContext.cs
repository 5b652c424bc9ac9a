using Microsoft.EntityFrameworkCore;
using Relay.Delivery.Messages;
using Relay.Delivery.Tables.Lanes;
using Relay.Delivery.Tables.Model;
using Relay.ServiceDefaults.DeadLetters;
using Relay.ServiceDefaults.Persistence;

namespace Relay.Delivery.Tables;

/// <summary>
/// The tables of both gateways, each in its own database: <see cref="AcceptedRow"/> is the origin's side of a lane, <see cref="DeliveryRow"/> the
/// receiver's. Statements are plain SQL (docs/adr/0015); this model creates the tables.
/// </summary>
public sealed class DeliveryDbContext(DbContextOptions<DeliveryDbContext> options) : DbContext(options)
{
    private static string States => string.Join(", ", Enum.GetValues<MessageState>().Select(state => $"'{state.Text()}'"));

    /// <inheritdoc/>
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<AcceptedRow>(row =>
        {
            row.ToTable("accepted").HasKey(r => r.MessageId);
            row.Property(r => r.Position).UseIdentityAlwaysColumn();
            row.Property(r => r.Publishes).HasDefaultValue(0);
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
            row.Property(r => r.LastGiven).HasDefaultValue(0L);
            row.Property(r => r.LastDone).HasDefaultValue(0L);
            row.Property(r => r.GapAsks).HasDefaultValue(0);
            row.Property(r => r.HeldLooks).HasDefaultValue(0);
            row.Property(r => r.Releases).HasDefaultValue(0);
        });
        modelBuilder.Entity<DeliveryRow>(row =>
        {
            row.ToTable("delivery", table => table.HasCheckConstraint("delivery_state", $"state IN ({States})")).HasKey(r => r.MessageId);
            row.Property(r => r.State).HasConversion(state => state.Text(), text => MessageStates.Parse(text)).HasDefaultValueSql(
                $"'{MessageState.Pending.Text()}'");
            row.Property(r => r.Local).HasDefaultValue(false);
            row.Property(r => r.Attempt).HasDefaultValue(0);
            row.Property(r => r.Unanswered).HasDefaultValue(0);
            row.Property(r => r.Refused).HasDefaultValue(0);
            row.Property(r => r.PartsDone).HasDefaultValue(0);
            row.Property(r => r.MaybeDuplicate).HasDefaultValue(false);
            row.Property(r => r.Arrived).HasDefaultValue(false);
            row.Property(r => r.MayRepeat).HasDefaultValue(false);
            row.HasIndex(r => r.Original).HasFilter("original IS NOT NULL").HasDatabaseName("delivery_changes");
            row.HasIndex(r => new { r.Lane, r.Number }).HasFilter("done_at IS NULL").HasDatabaseName("delivery_open");
            row.HasIndex(r => r.AnnounceAt).HasFilter("announce_at IS NOT NULL").HasDatabaseName("delivery_to_announce");
            row.HasIndex(r => r.Phone).HasFilter("state = 'sending' OR uncertain_since IS NOT NULL").HasDatabaseName("delivery_echo_candidates");
            row.HasIndex(r => r.DoneAt).HasFilter("done_at IS NOT NULL").HasDatabaseName("delivery_done");
            row.HasIndex(r => new { r.Phone, r.AttemptedAt }).HasFilter("phone IS NOT NULL").HasDatabaseName("delivery_phone");
        });
        modelBuilder.Entity<SentIdRow>(row =>
        {
            row.ToTable("sent_id").HasKey(r => r.ProviderMessageId);
            row.HasIndex(r => r.At);
            row.HasIndex(r => r.MessageId).HasDatabaseName("sent_id_message");
        });
        modelBuilder.Entity<ProviderRow>(row =>
        {
            row.ToTable("provider").HasKey(r => r.Id);
            row.Property(r => r.Account).HasDefaultValue(false);
            row.Property(r => r.Probes).HasDefaultValue(0);
            row.Property(r => r.ByCall).HasDefaultValue(false);
        });
        modelBuilder.Entity<BucketRow>().ToTable("bucket").HasKey(r => r.Key);
        modelBuilder.Entity<InstanceRow>(row =>
        {
            row.ToTable("instance").HasKey(r => r.Id);
            row.Property(r => r.Id).UseIdentityAlwaysColumn();
        });
        modelBuilder.Entity<RoleRow>().ToTable("role").HasKey(r => r.Name);
        modelBuilder.Entity<DatabaseRow>(row =>
        {
            row.ToTable("database").HasKey(r => r.Id);
            row.Property(r => r.RestoredBefore).HasDefaultValue(0L);
        });
        modelBuilder.MapDeadLetters();
    }
}

/// <summary>For <c>dotnet ef migrations add</c>.</summary>
internal sealed class DeliveryDesignTimeFactory : DesignTimeFactory<DeliveryDbContext>;
