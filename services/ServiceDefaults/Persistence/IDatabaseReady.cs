namespace Relay.ServiceDefaults.Persistence;

/// <summary>The service starts at once, whether or not the database is there; code that needs the database waits here.</summary>
public interface IDatabaseReady
{
    /// <summary>Completes when the database is there and migrated.</summary>
    Task WaitAsync(CancellationToken cancellationToken);
}

internal sealed class DatabaseReady : IDatabaseReady
{
    private readonly TaskCompletionSource ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public bool IsReady => ready.Task.IsCompleted;

    public void Set() => ready.TrySetResult();

    public Task WaitAsync(CancellationToken cancellationToken) => ready.Task.WaitAsync(cancellationToken);
}
