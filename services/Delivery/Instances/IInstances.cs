namespace Relay.Delivery.Instances;

/// <summary>
/// Knows which instances of this service are alive. An instance holds its own advisory lock and beats every second. It is dead if its lock is free
/// and its beat stood still for 3 s, or if its beat stood still for 20 s. Then its lanes are free.
/// </summary>
public interface IInstances
{
    /// <summary>This instance's id; changes if it was declared dead and came back.</summary>
    long Id { get; }

    /// <summary>True while this instance holds its lock and beat within the last 2 s. Only then may it start calls.</summary>
    bool IsAlive { get; }

    /// <summary>
    /// Takes or keeps a role that one living instance has at a time (the poller). False if another living instance has it, or this one is not alive. A
    /// dead holder's role is free as soon as its death is noticed.
    /// </summary>
    Task<bool> TryHoldAsync(string role, CancellationToken cancellationToken);
}
