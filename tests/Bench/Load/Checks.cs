using Relay.Bench.Systems;

namespace Relay.Bench.Load;

/// <summary>Checks that every message arrived once and in order, over the whole run. For a system without guarantees this is only reported.</summary>
internal sealed class Checks
{
    private readonly List<string> faults = [];

    /// <summary>Failures of the run, in words; empty if there are none.</summary>
    public IReadOnlyList<string> Faults => faults;

    public void Look(BenchedSystem system, Traffic traffic, int refusedWebhooks)
    {
        var (lost, doubled, reordered, strays, broken) = (traffic.Lost, traffic.Doubled, traffic.Reordered, traffic.Strays, traffic.BrokenFiles);
        if (lost + doubled + reordered + strays + broken + refusedWebhooks > 0)
        {
            Add(
                $"{system.Name}, {traffic.Plan.Way}, {traffic.Plan.Messages} messages: {lost} lost, {doubled} doubled, {reordered} reordered, "
                    + $"{strays} of before, {broken} files not opened whole, {refusedWebhooks} webhooks refused");
        }
    }

    /// <summary>At a system's end: reports unexpected calls.</summary>
    public void LookAtEnd(BenchedSystem system)
    {
        foreach (var (call, times) in system.Sink.Unexpected)
        {
            Add($"{system.Name}: unexpected call {call}, {times} times");
        }

        var strays = system.Sink.Wahelp.Strays + system.Sink.Telegram.Strays;
        if (strays > 0)
        {
            Add($"{system.Name}: {strays} messages came when none was expected");
        }
    }

    /// <summary>Adds a failure.</summary>
    public void Add(string fault)
    {
        faults.Add(fault);
        Console.Error.WriteLine("FAULT " + fault);
    }
}
