using Relay.Bench;
using Relay.Bench.Experiments;
using Relay.Bench.Systems;

// What a user of Relay feels, measured from the outside: real broker, database, HTTP and processes, all on this machine.
if (Options.Parse(args) is not { } options)
{
    await Console.Error.WriteLineAsync(Options.Usage);
    return 2;
}

var bench = await Workbench.StartAsync(options);
await using (var relay = await RelaySystem.StartAsync("relay", clients: 1000))
{
    await new Footprint(bench, relay).RunAsync(new Throughput(bench, [relay]).RunAsync);
    bench.Checks.LookAtEnd(relay);
}

return bench.Checks.Faults.Count == 0 ? 0 : 1;
