using Relay.Bench;
using Relay.Bench.Comparators;
using Relay.Bench.Experiments;

if (await Comparator.RunIfNamedAsync())
{
    return 0;
}

// Measures from outside what a user of Relay notices: real broker, database, HTTP and processes, all on this machine.
if (Options.Parse(args) is not { } options)
{
    await Console.Error.WriteLineAsync(Options.Usage);
    return 2;
}

return await new Run(await Workbench.StartAsync(options)).RunAsync();
