using Relay.Harness.Fuzzing;

namespace Relay.Delivery.Tests.Lanes;

/// <summary>docs/lane-model/model.py, with the real code on a real database instead of the model's.</summary>
public sealed class LanesTests
{
    private const int Seconds = 25;

    [Fact]
    public async Task Under_any_schedule_of_faults_nothing_is_lost_or_reordered_and_every_second_copy_is_marked()
    {
        await using var origin = await Gateway.CreateAsync("origin");
        await using var receiver = await Gateway.CreateAsync("receiver");
        var seen = Sum.Nothing;
        var count = await Fuzz.RunAsync(Seconds, async seed => seen += await Schedule.RunAsync(seed, origin, receiver));
        TestContext.Current.TestOutputHelper?.WriteLine($"{count} schedules from RELAY_SEED={Fuzz.Seed}: {seen}");
        Assert.True(seen.Accepted > 0 && seen.Taken > 0);
    }
}

/// <summary>The coverage of the schedules.</summary>
internal sealed record Sum(int Steps, int Accepted, int Changes, int Taken, int Copies, int Failed, int Deaths, int Restores)
{
    public static readonly Sum Nothing = new(0, 0, 0, 0, 0, 0, 0, 0);

    public static Sum operator +(Sum a, Sum b) => new(
        a.Steps + b.Steps, a.Accepted + b.Accepted, a.Changes + b.Changes, a.Taken + b.Taken, a.Copies + b.Copies, a.Failed + b.Failed,
        a.Deaths + b.Deaths, a.Restores + b.Restores);
}
