namespace Relay.ServiceDefaults.Bus;

/// <summary>Time limits for very many short operations: those that begin within the same second share a timer.</summary>
/// <param name="limit">How long each may take at least; it may take up to a second more.</param>
internal sealed class SharedLimits(TimeSpan limit, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan SharedFor = TimeSpan.FromSeconds(1);

    private readonly Lock turn = new();
    private CancellationTokenSource current = new(limit + SharedFor, time);
    private long since = time.GetTimestamp();

    /// <summary>Cancelled when the time of an operation that begins now is over.</summary>
    public CancellationToken Next()
    {
        lock (turn)
        {
            if (time.GetElapsedTime(since) >= SharedFor)
            {
                // Not disposed: operations still hold its token, and its timer ends by itself.
                current = new CancellationTokenSource(limit + SharedFor, time);
                since = time.GetTimestamp();
            }

            return current.Token;
        }
    }

    public void Dispose() => current.Dispose();
}
