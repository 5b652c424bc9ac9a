namespace Relay.Harness;

/// <summary>One running copy of a service.</summary>
/// <param name="Service">The service.</param>
/// <param name="Url">Its public address.</param>
/// <param name="ManagementUrl">Its address for health details, metrics, dead letters.</param>
/// <param name="Process">Its process.</param>
public sealed record RelayInstance(RelayService Service, Uri Url, Uri ManagementUrl, ServiceProcess Process)
{
    private const string BusDidNotStart = "The bus does not start although the broker answers"; // BusStart

    /// <summary>Starts it (again).</summary>
    public Task StartAsync() => Process.StartAsync();

    /// <summary>Waits for <c>/health/ready</c>. A process that ended because its bus did not start is restarted once, as compose does.</summary>
    /// <exception cref="TimeoutException">It took too long; the message has the health's details and the process's last lines.</exception>
    public async Task WaitUntilReadyAsync(TimeSpan? within = null)
    {
        var ready = new Uri(Url, "health/ready");
        try
        {
            await Process.WaitUntilHealthyAsync(ready, within);
        }
        catch (InvalidOperationException) when (Process.Output.Contains(BusDidNotStart, StringComparison.Ordinal))
        {
            await StartAsync();
            await Process.WaitUntilHealthyAsync(ready, within);
        }
        catch (TimeoutException error)
        {
            throw new TimeoutException($"{await DetailsAsync()}\n{error.Message}", error);
        }
    }

    /// <summary>Waits for <c>/health/live</c>.</summary>
    public Task WaitUntilLiveAsync(TimeSpan? within = null) => Process.WaitUntilHealthyAsync(new Uri(Url, "health/live"), within);


    private async Task<string> DetailsAsync()
    {
        try
        {
            using var http = new HttpClient();
            using var answer = await http.GetAsync(new Uri(ManagementUrl, "health"));
            return await answer.Content.ReadAsStringAsync();
        }
        catch (HttpRequestException)
        {
            return "It does not answer.";
        }
    }
}
