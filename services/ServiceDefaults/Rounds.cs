namespace Relay.ServiceDefaults;

/// <summary>Work that a service does again and again until it stops.</summary>
public static class Rounds
{
    /// <summary>Runs rounds one after the other. A round that fails ends nothing: it is reported, and the next one follows after a pause.</summary>
    /// <param name="round">One round. Returns how long to wait before the next; zero for not at all.</param>
    /// <param name="afterFailure">How long to wait after a round that failed.</param>
    /// <param name="failed">Reports the failure. Not called for what only says that it is time to stop.</param>
    /// <param name="time">The clock of the pauses.</param>
    /// <param name="stoppingToken">Ends the work. The method then returns; it does not throw.</param>
    public static async Task RunAsync(
        Func<CancellationToken, Task<TimeSpan>> round, TimeSpan afterFailure, Action<Exception> failed, TimeProvider time, CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            TimeSpan pause;
            try
            {
                pause = await round(stoppingToken);
            }
            catch (Exception) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error)
            {
                failed(error);
                pause = afterFailure;
            }

            if (pause > TimeSpan.Zero)
            {
                await Task.Delay(pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }
}
