using System.Globalization;
using Relay.Harness;
using Relay.Harness.Checking;

namespace Relay.Chaos;

/// <summary>
/// Two instances of everything on their own servers, with traffic both ways, busy and quiet in turn, and three workers that break things in parallel.
/// </summary>
public sealed class Soak
{
    private static readonly TimeSpan ProgressEvery = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Drain = TimeSpan.FromMinutes(10);

    private readonly Plan plan;
    private readonly Action<string> say;
    private readonly OwnServers servers;
    private readonly CheckedRelay relay;
    private readonly Doubts doubts;
    private readonly Grievances grievances;
    private readonly Writing writing;
    private readonly ChangingReplies changing;
    private readonly SentPhotos photos;
    private long start;
    private int faults;

    private Soak(Plan plan, Action<string> say, OwnServers servers, CheckedRelay relay)
    {
        (this.plan, this.say, this.servers, this.relay) = (plan, say, servers, relay);
        doubts = new Doubts(relay.Books);
        grievances = new Grievances(doubts);
        writing = new Writing(plan, relay);
        changing = new ChangingReplies(plan, relay);
        photos = new SentPhotos(plan, relay);
    }

    private TimeSpan Elapsed => TimeProvider.System.GetElapsedTime(start);

    /// <summary>Runs it to its end and checks the promise.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="say">Takes a line for each fault, and one of progress every 15 s.</param>
    public static async Task<Report> RunAsync(Plan plan, Action<string> say)
    {
        say($"seed {plan.Seed}");
        await using var own = await OwnServers.StartAsync();
        var options = new RelayStackOptions
        {
            Servers = own.Servers,
            Instances = [.. Enum.GetValues<RelayService>().SelectMany(service => new[] { service, service })],
        };
        await using var started = await CheckedRelay.StartAsync(options, plan.Clients);
        return await new Soak(plan, say, own, started).RunAsync();
    }

    private async Task<Report> RunAsync()
    {
        await writing.BeginAsync();
        await changing.BeginAsync();
        await photos.BeginAsync();
        start = TimeProvider.System.GetTimestamp();
        say($"{Clock()} is {TimeProvider.System.GetUtcNow().UtcDateTime.ToString("HH:mm:ss", CultureInfo.InvariantCulture)}");
        using var over = new CancellationTokenSource();
        var progress = ShowProgressAsync(over.Token);
        await Task.WhenAll(
            writing.WriteAsync(new Random(HashCodeOf(plan.Seed, hand: 3))),
            changing.WriteAsync(new Random(HashCodeOf(plan.Seed, hand: 4))),
            photos.WriteAsync(new Random(HashCodeOf(plan.Seed, hand: 5))),
            BreakAsync(new ProcessFaults(relay.Stack, doubts), hand: 0, pause: 3),
            BreakAsync(new ServerFaults(servers, doubts), hand: 1, pause: 15),
            BreakAsync(new ProviderFaults(relay.Sandbox, relay.Traffic, grievances), hand: 2, pause: 6));
        say("No more faults; waiting for open messages …");
        var stuck = await StuckAsync();
        await over.CancelAsync();
        await progress.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return await ReportAsync(stuck);
    }

    /// <summary>
    /// One worker: one fault after another, each healed before the next. Each worker has its own random numbers, so that none disturbs another's order.
    /// </summary>
    /// <param name="source">The faults that it draws from.</param>
    /// <param name="hand">The worker's number.</param>
    /// <param name="pause">Seconds between two faults on average.</param>
    private async Task BreakAsync(IFaults source, int hand, double pause)
    {
        var random = new Random(HashCodeOf(plan.Seed, hand));
        while (true)
        {
            var wait = random.Seconds(pause / 2, pause * 1.5);
            if (Elapsed + wait > plan.Duration && faults >= Plan.LeastFaults)
            {
                return;
            }

            await Task.Delay(wait, TimeProvider.System);
            var fault = source.Next(random);
            Interlocked.Increment(ref faults);
            say($"{Clock()} {fault.Name}, {fault.For.TotalSeconds:0.0} s");
            await fault.HurtAsync();
            await Task.Delay(fault.For, TimeProvider.System);
            await fault.HealAsync();
        }
    }

    private async Task ShowProgressAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(ProgressEvery, TimeProvider.System);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            var counts = await relay.Sandbox.CountsAsync();
            say(string.Create(
                CultureInfo.InvariantCulture,
                $"{Clock()} … clients: {counts.GetValueOrDefault(Seen.UpdateConfirmed)} accepted, {counts.GetValueOrDefault(Seen.WahelpAccepted)} arrived; "
                    + $"managers: {counts.GetValueOrDefault(Seen.WebhookDelivered)} accepted, {counts.GetValueOrDefault(Seen.ChatDelivered)} arrived; "
                    + $"{faults} faults"));
        }
    }

    /// <returns>Open messages; null if there are none.</returns>
    private async Task<string?> StuckAsync()
    {
        try
        {
            await changing.UntilAcceptedAsync(Drain);
            await photos.UntilAcceptedAsync(Drain);
            foreach (var traffic in writing.All)
            {
                await relay.Promise.RestAsync(traffic, Drain);
            }

            return null;
        }
        catch (Exception error) when (error is PromiseBrokenException or TimeoutException)
        {
            return error.Message;
        }
    }

    private async Task<Report> ReportAsync(string? stuck)
    {
        var results = new List<Result>();
        foreach (var traffic in writing.All)
        {
            results.AddRange(from verdict in await relay.Promise.JudgeAsync(traffic)
                             let direction = verdict.Account.Direction
                             select new Result(verdict, traffic.Written(direction), doubts[direction], [.. grievances.Of(verdict)]));
        }

        say($"{changing.Written} replies that were changed {changing.Changed} times, and {photos.Sent} photos of a client");
        return new Report(plan, faults, results)
        {
            Unexpected = (await relay.Sandbox.UnexpectedCallsAsync()).Count,
            Stuck = stuck,
            WronglyShown = [.. await changing.ViolationsAsync(), .. await photos.ViolationsAsync()],
        };
    }

    private string Clock() => Elapsed.ToString(@"mm\:ss", CultureInfo.InvariantCulture);

    private static int HashCodeOf(int seed, int hand) => unchecked((seed * 31) + hand);
}
