namespace Relay.Delivery.Tables.Model;

/// <summary>A living instance of this service.</summary>
public sealed class InstanceRow
{
    /// <summary>Its id, and that of its advisory lock.</summary>
    public long Id { get; set; }

    /// <summary>Rises every second.</summary>
    public long Beat { get; set; }

    /// <summary>When it registered.</summary>
    public DateTimeOffset StartedAt { get; set; }
}
