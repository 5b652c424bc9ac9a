using Microsoft.EntityFrameworkCore;

namespace Relay.ServiceDefaults.DeadLetters;

/// <summary>A row of the table <c>dead</c>, which every service's database has.</summary>
public sealed class DeadLetterRow
{
    /// <summary>Rises.</summary>
    public long Id { get; init; }

    /// <summary>What makes a repeat the same letter; null where every one is stored.</summary>
    public string? Key { get; init; }

    /// <summary>Where it came from: a queue's name, or what the service calls it.</summary>
    public required string Source { get; init; }

    /// <summary>Why, in a few words, without anything of its content.</summary>
    public required string Reason { get; init; }

    /// <summary>What came, as text; what PostgreSQL cannot hold in a text is replaced by U+FFFD.</summary>
    public required string Raw { get; init; }

    /// <summary>When it was stored, by the database's clock.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>When it was processed again after all; null where it was not.</summary>
    public DateTimeOffset? ReplayedAt { get; init; }

    /// <summary>What came of the last replay, in a few words; null where there was none.</summary>
    public string? Result { get; init; }

    /// <summary>When somebody decided that it is not needed; null where nobody did.</summary>
    public DateTimeOffset? DiscardedAt { get; init; }
}

/// <summary>The table <c>dead</c> in a service's model.</summary>
public static class DeadLetterModel
{
    /// <summary>Adds the table <c>dead</c>.</summary>
    public static ModelBuilder MapDeadLetters(this ModelBuilder model)
    {
        model.Entity<DeadLetterRow>(row =>
        {
            row.ToTable("dead");
            row.HasKey(letter => letter.Id);
            row.Property(letter => letter.Id).UseIdentityAlwaysColumn();
            row.HasIndex(letter => letter.Key).IsUnique();
            row.HasIndex(letter => letter.At);
            row.HasIndex(letter => letter.Id).HasFilter("replayed_at IS NULL AND discarded_at IS NULL").HasDatabaseName("dead_waiting");
            row.Property(letter => letter.At).HasDefaultValueSql("now()");
        });
        return model;
    }
}
