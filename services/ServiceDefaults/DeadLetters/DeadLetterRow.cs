using Microsoft.EntityFrameworkCore;

namespace Relay.ServiceDefaults.DeadLetters;

/// <summary>A row of the table <c>dead</c>, which every service's database has.</summary>
public sealed class DeadLetterRow
{
    /// <summary>Rises.</summary>
    public long Id { get; init; }

    /// <summary>Identifies repeats as the same letter; null if each is stored.</summary>
    public string? Key { get; init; }

    /// <summary>Its source: a queue's name, or the service's name for it.</summary>
    public required string Source { get; init; }

    /// <summary>The reason, in a few words, without content.</summary>
    public required string Reason { get; init; }

    /// <summary>The input as text; characters that PostgreSQL cannot store are replaced by U+FFFD.</summary>
    public required string Raw { get; init; }

    /// <summary>When it was stored, by the database's clock.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>When it was replayed successfully; null if it was not.</summary>
    public DateTimeOffset? ReplayedAt { get; init; }

    /// <summary>The result of the last replay, in a few words; null if there was none.</summary>
    public string? Result { get; init; }

    /// <summary>When somebody discarded it; null if nobody did.</summary>
    public DateTimeOffset? DiscardedAt { get; init; }
}

/// <summary>Adds the table <c>dead</c> to a service's model.</summary>
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
