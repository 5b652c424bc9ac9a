namespace Relay.Delivery.Instances;

/// <summary>
/// Which instances of this service live. An instance holds an advisory lock of its own and beats every second; it is dead when its
/// lock is free and its beat stood still for 3 s, or its beat stood still for 20 s. Then its lanes are free.
/// </summary>
public interface IInstances
{
    /// <summary>This instance's id; changes when it was declared dead and came back.</summary>
    long Id { get; }

    /// <summary>True while this instance holds its lock and beat within the last 2 s: only then may it start calls.</summary>
    bool IsAlive { get; }

    /// <summary>
    /// Takes or keeps a role that one living instance has at a time (the poller). False where another living instance has it,
    /// or this one is not alive. A dead holder's role is free as soon as its death is noticed.
    /// </summary>
    Task<bool> TryHoldAsync(string role, CancellationToken cancellationToken);
}
