using Relay.Chaos;

namespace Relay.Faults.Tests.Soaking;

public sealed class SoakTests
{
    [Fact]
    public async Task In_a_minute_in_which_everything_breaks_nothing_is_lost_reordered_or_doubled_unmarked()
    {
        var plan = new Plan(Random.Shared.Next(), TimeSpan.FromMinutes(1), Messages: 1000);

        var report = await Soak.RunAsync(plan, line => TestContext.Current.TestOutputHelper?.WriteLine(line));

        TestContext.Current.TestOutputHelper?.WriteLine(report.ToString());
        Assert.Empty(report.Violations);
        Assert.InRange(report.Faults, Plan.LeastFaults, int.MaxValue);
    }
}
