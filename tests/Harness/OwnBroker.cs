namespace Relay.Harness;

/// <summary>The RabbitMQ of <see cref="OwnServers"/>.</summary>
public sealed class OwnBroker : IVirtualHosts
{
    private readonly OwnServers servers;
    private readonly string home;
    private readonly List<string> virtualHosts = [];

    internal OwnBroker(OwnServers servers, string home)
    {
        this.servers = servers;
        this.home = home;
    }

    /// <summary>SIGKILL: it dies at once. Confirmed messages are on its disk.</summary>
    public Task KillAsync() => ServerProcess.In(Path.Combine(home, "pid")) is { } broker ? broker.KillAsync() : Task.CompletedTask;

    /// <summary>Starts it again after <see cref="KillAsync"/>, and waits until it accepts connections.</summary>
    public Task StartAsync() => servers.StartMissingAsync();

    /// <summary>SIGSTOP: it freezes, its connections stay open.</summary>
    public void Stop() => ServerProcess.In(Path.Combine(home, "pid"))?.Send(Signal.Stop);

    /// <summary>SIGCONT: it continues.</summary>
    public void Continue() => ServerProcess.In(Path.Combine(home, "pid"))?.Send(Signal.Continue);

    /// <summary>Kills it, deletes its data and starts it empty: no queue, no message, no exchange.</summary>
    public async Task WipeAsync()
    {
        await KillAsync();
        Directory.Delete(Path.Combine(home, "data"), recursive: true);
        await StartAsync();
        foreach (var name in virtualHosts)
        {
            await MakeAsync(name);
        }
    }

    /// <summary>Raises the memory alarm: publishers are blocked.</summary>
    public Task RaiseMemoryAlarmAsync() => ControlAsync("set_vm_memory_high_watermark", "absolute", "1");

    /// <summary>Raises the disk alarm: publishers are blocked.</summary>
    public Task RaiseDiskAlarmAsync() => ControlAsync("set_disk_free_limit", "1000000GB");

    /// <summary>Clears both alarms.</summary>
    public async Task EndAlarmsAsync()
    {
        await ControlAsync("set_vm_memory_high_watermark", "0.4");
        await ControlAsync("set_disk_free_limit", "200MB");
    }

    /// <summary>Runs rabbitmqctl against it and returns the output.</summary>
    public Task<string> ControlAsync(params string[] arguments) => servers.RunAsync(["servers", "rabbitmqctl", .. arguments]);

    async Task<string> IVirtualHosts.AddAsync(string name)
    {
        await MakeAsync(name);
        virtualHosts.Add(name);
        return name;
    }

    /// <summary>They are removed with the broker, which may be dead by now.</summary>
    Task IVirtualHosts.RemoveAsync(string name) => Task.CompletedTask;

    private Task MakeAsync(string name) => servers.RunAsync("servers", "vhost", "add", name);
}
