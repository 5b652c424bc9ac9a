using Relay.Bench;
using Relay.Harness;

// What a user of Relay feels, measured from the outside: real broker, database, HTTP and processes, all on this machine.
var size = Sizes.Parse(args);
if (size is null)
{
    Console.Error.WriteLine("Usage: ./relay bench [--messages N] [--clients N] [--singles N]");
    return 2;
}

var unlimited = new Dictionary<string, string>(StringComparer.Ordinal) { ["RELAY_TELEGRAM_RATE"] = "0", ["RELAY_WAHELP_RATE"] = "0" };
await using var stack = await RelayStack.StartAsync(new RelayStackOptions { Environment = unlimited });
using var sandbox = new SandboxClient(stack.SandboxUrl);
await using var memory = new MemorySampler(stack);
var run = new Run(sandbox, size);

await run.LinkClientsAsync();
await run.WarmUpAsync();
var table = new Table();
table.Add(await run.SinglesToWahelpAsync());
table.Add(await run.SinglesToChatsAsync());
table.Add(await run.BurstToWahelpAsync());
table.Add(await run.BurstToChatsAsync());
var isolation = await new Isolation(sandbox).MeasureAsync();
table.Print(size, memory.Peaks(), isolation);
return table.IsComplete ? 0 : 1;
