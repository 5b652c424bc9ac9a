namespace Relay.Delivery.Tables.Model;

/// <summary>A role that one instance has at a time.</summary>
public sealed class RoleRow
{
    /// <summary>For example <c>poller</c>.</summary>
    public string Name { get; set; } = "";

    /// <summary>The instance that has it.</summary>
    public long Instance { get; set; }
}
