using Relay.Harness.Checking;

namespace Relay.Chaos;

/// <summary>
/// Decides who writes: many clients and their managers for a while, then now and then one client alone, without others whose answers could tell a
/// fault of this client from one of the provider; and so on, in turn, until the plan's end.
/// </summary>
internal sealed class Writing(Plan plan, CheckedRelay relay)
{
    private const long LoneChat = 6_900_001;
    private const double ShortestQuiet = 0.2;
    private const double LongestQuiet = 0.7;
    private readonly Traffic lone = new(relay.Sandbox, clients: 1, LoneChat);

    /// <summary>All messages belong to one of these.</summary>
    public IReadOnlyList<Traffic> All => [relay.Traffic, lone];

    /// <summary>Links the lone client.</summary>
    public Task BeginAsync() => lone.LinkAsync();

    /// <summary>Writes until the plan's time is over.</summary>
    public async Task WriteAsync(Random random)
    {
        var spell = plan.Duration / plan.Spells;
        for (var done = 0; done < plan.Spells; done++)
        {
            var each = (plan.Each * (done + 1) / plan.Spells) - (plan.Each * done / plan.Spells);
            var quiet = spell * (ShortestQuiet + (random.NextDouble() * (LongestQuiet - ShortestQuiet)));
            if (each > 0)
            {
                var perSecond = Math.Max(1, (int)Math.Ceiling(each * plan.Clients / (spell - quiet).TotalSeconds));
                await relay.Traffic.ClientsWriteAsync(each, perSecond);
                await relay.Traffic.ManagersWriteAsync(each, perSecond);
            }

            await Task.Delay(spell - quiet, TimeProvider.System);
            await WriteAloneAsync(random, quiet);
        }
    }

    private async Task WriteAloneAsync(Random random, TimeSpan quiet)
    {
        for (var left = quiet; left > TimeSpan.Zero;)
        {
            await (random.Next(2) == 0 ? lone.ClientsWriteAsync(1) : lone.ManagersWriteAsync(1));
            var wait = random.Seconds(1, 8);
            wait = wait < left ? wait : left;
            await Task.Delay(wait, TimeProvider.System);
            left -= wait;
        }
    }
}
