using Relay.Chaos;

// The soak: faults by a seeded random schedule while clients and managers write. The final report compares the result with the promise.
var plan = Plan.Parse(args);
if (plan is null)
{
    Console.Error.WriteLine("Usage: ./relay chaos [--seed N] [--minutes M] [--messages N]");
    return 2;
}

var report = await Soak.RunAsync(plan, Console.Out.WriteLine);
Console.WriteLine(report);
return report.Violations.Count == 0 ? 0 : 1;
