namespace Relay.Delivery;

/// <summary>Temporary: comes with Delivery.</summary>
public interface IDatabaseBirth
{
    /// <summary>The first start.</summary>
    ValueTask<DateTimeOffset> CreatedAtAsync(CancellationToken cancellationToken);
}
