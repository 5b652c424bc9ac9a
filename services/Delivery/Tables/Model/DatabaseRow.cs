namespace Relay.Delivery.Tables.Model;

/// <summary>The identity of this database: one row.</summary>
public sealed class DatabaseRow
{
    /// <summary>Always 1.</summary>
    public int Id { get; set; }

    /// <summary>The key under which lanes appear in traces, metrics and notices.</summary>
    public byte[] HmacKey { get; set; } = [];

    /// <summary>The first start.</summary>
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>Numbers up to this may have been delivered before the database was restored from a backup; 0 if it never was.</summary>
    public long RestoredBefore { get; set; }
}
