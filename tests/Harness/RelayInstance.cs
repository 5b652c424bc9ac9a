namespace Relay.Harness;

/// <summary>One running copy of a service.</summary>
/// <param name="Service">Which one.</param>
/// <param name="Url">Its public address.</param>
/// <param name="ManagementUrl">Its address for health details, metrics, dead letters.</param>
/// <param name="Process">Its process.</param>
public sealed record RelayInstance(RelayService Service, Uri Url, Uri ManagementUrl, ServiceProcess Process)
{
    /// <summary>Starts it (again).</summary>
    public Task StartAsync() => Process.StartAsync();

    /// <summary>Waits for <c>/health/ready</c>.</summary>
    public Task WaitUntilReadyAsync(TimeSpan? within = null) => Process.WaitUntilHealthyAsync(new Uri(Url, "health/ready"), within);

    /// <summary>Waits for <c>/health/live</c>.</summary>
    public Task WaitUntilLiveAsync(TimeSpan? within = null) => Process.WaitUntilHealthyAsync(new Uri(Url, "health/live"), within);
}
