using Relay.Contracts.Lanes;
using Relay.Delivery.Messages;
using Relay.Delivery.Providers;
using Relay.Delivery.Sending.Calling;
using Relay.Delivery.Sending;
using Relay.Delivery.Settings;

namespace Relay.Delivery.Tests.Lanes;

/// <summary>
/// One random schedule: steps of the origin, the broker, the receiver and the provider, one at a time, with a fault between any two. Then the faults
/// end, it runs until nothing moves, and the promise is checked. The rules of a single step are checked after each.
/// </summary>
internal sealed partial class Schedule
{
    private readonly Random random;
    private readonly Gateway origin;
    private readonly Gateway receiver;
    private readonly Wire wire;
    private readonly Ledger ledger = new();
    private readonly List<string> log = [];
    private readonly DeliveryOptions options;
    private readonly TimeSpan arrivalShowsWithin;
    private readonly bool restores;
    private readonly double crash;
    private readonly double changes;
    private readonly int lanes;
    private readonly Dictionary<string, Recipient> reach = new(StringComparer.Ordinal);
    private Tables tables = new(new Dictionary<Guid, Tables.Row>(), new Dictionary<string, Tables.Lane>(StringComparer.Ordinal), new HashSet<long>());
    private Sum sum = Sum.Nothing;
    private bool calm;
    private bool stall;

    private Schedule(int seed, Gateway origin, Gateway receiver)
    {
        (random, this.origin, this.receiver) = (new Random(seed), origin, receiver);
        wire = new Wire(random);
        options = new DeliveryOptions
        {
            Concurrency = random.Next(1, 5),
            Uncertain = random.Next(4) == 0 ? UncertainPolicy.AtMostOnce : UncertainPolicy.AtLeastOnce,
        };
        arrivalShowsWithin = random.Next(3) == 0 ? TimeSpan.FromMinutes(1) : TimeSpan.Zero;
        restores = random.NextDouble() < 0.3;
        crash = random.Next(3) switch { 0 => 0, 1 => 0.1, _ => 0.4 };
        lanes = random.Next(1, 5);
        changes = random.Next(3) switch { 0 => 0, 1 => 0.3, _ => 0.6 };
    }

    /// <exception cref="InvalidOperationException">The promise or a rule was broken; the message says which, and by which steps.</exception>
    public static async Task<Sum> RunAsync(int seed, Gateway origin, Gateway receiver)
    {
        var schedule = new Schedule(seed, origin, receiver);
        try
        {
            await schedule.RunAsync();
            return schedule.sum with
            {
                Accepted = schedule.ledger.Accepted.Values.Sum(lane => lane.Count),
                Changes = schedule.ledger.Letters.Values.Count(letter => letter.Changes is not null),
                Taken = schedule.ledger.Taken.Count,
                Copies = schedule.ledger.Copies,
                Failed = schedule.ledger.Failed.Count,
            };
        }
        catch (Exception error)
        {
            throw new InvalidOperationException($"{error.Message}\n{string.Join('\n', schedule.log)}", error);
        }
        finally
        {
            await origin.EndAsync();
            await receiver.EndAsync();
        }
    }

    private async Task RunAsync()
    {
        await origin.BeginAsync(TimeSpan.FromSeconds(random.Next(3) == 0 ? 600 : 0)); // its clock may be ahead
        await receiver.BeginAsync(TimeSpan.Zero);
        await StartAsync(origin);
        await StartAsync(receiver);
        for (sum = sum with { Steps = random.Next(50, 300) }; log.Count < sum.Steps;)
        {
            await StepAsync();
        }

        await HealAsync();
        await CheckAsync();
    }

    private async Task<Member> StartAsync(Gateway gateway)
    {
        var member = await gateway.StartAsync(options, Resolve, arrivalShowsWithin);
        member.Provider.State = () => Task.FromResult(State);
        member.Provider.Composes = Versions.Compose;
        log.Add($"{member.Name} starts as {member.Id}");
        return member;
    }

    /// <summary>A step that does not touch the receiver's tables.</summary>
    private async Task DoElsewhereAsync(string what, Func<Task> step)
    {
        log.Add(what);
        await step();
    }

    /// <summary>Makes a step and checks its rules.</summary>
    /// <param name="by">The instance of a round; null if it is no round.</param>
    private async Task DoAsync(string what, Func<Task> step, Member? by = null)
    {
        var sender = by?.Id;
        await DoElsewhereAsync(what, step);
        var before = tables;
        tables = await Tables.ReadAsync(receiver.Database.Source);
        ledger.Doubtful.UnionWith(tables.CutOffSince(before));
        ledger.Read(tables);
        var problems = tables.Problems(locked).Concat(tables.ProblemsSince(before, sender)).Concat(TwoCallersOfOneLane()).Concat(FailedInHang(before)).ToList();
        if (problems.Count > 0)
        {
            throw new InvalidOperationException(string.Join("; ", problems));
        }

        if (by is not null)
        {
            await Member.UntilAsync(() => by.Bus.Sent.Count >= tables.AsksSince(before));
            while (by.Bus.Sent.TryDequeue(out var question))
            {
                wire.Put(question.Message, Guid.Empty);
            }
        }
    }

    /// <summary>Calls of instances that were declared dead may still be under way: nothing can recall them.</summary>
    private IEnumerable<string> TwoCallersOfOneLane() => receiver.Members
        .SelectMany(member => member.Calls)
        .Where(call => tables.Instances.Contains(call.Instance))
        .GroupBy(call => call.Message.Lane, StringComparer.Ordinal)
        .Where(lane => lane.Count() > 1)
        .Select(lane => $"two callers in {lane.Key}: {string.Join(", ", lane.Select(call => call.By.Name))}");

    private ValueTask<Recipient> Resolve(Member member, OutgoingMessage message)
    {
        if (Versions.IsTakenBack(message))
        {
            return new(new Recipient.Needless());
        }

        var reached = Reach(member, message);
        return message.Type == Versions.Change ? new(Versions.ResolveAsync(message, member.Instance.Get<IShownMessages>(), reached)) : reached;
    }

    private ValueTask<Recipient> Reach(Member member, OutgoingMessage message)
    {
        if (calm)
        {
            return new(Known(message.Lane));
        }

        if (stall)
        {
            stall = false;
            member.Time.Advance(TimeSpan.FromSeconds(3)); // frozen here, it may make no more calls
        }

        if (random.Next(8) == 0)
        {
            var lookup = new TaskCompletionSource<Recipient>(TaskCreationOptions.RunContinuationsAsynchronously);
            member.Lookups[message.Lane] = lookup;
            return new(lookup.Task);
        }

        return new(reach.GetValueOrDefault(message.Lane, Known(message.Lane)));
    }

    private static Recipient Known(string lane) => new Recipient.Known(lane, null);

    /// <summary>The faults are over: everybody wakes, every call is answered, time passes.</summary>
    private async Task HealAsync()
    {
        calm = wire.IsCalm = true;
        log.Add("calm");
        hangs = false;
        hung.Clear();
        sick.Clear();
        foreach (var member in origin.Members.Concat(receiver.Members).Where(member => member.IsFrozen).ToList())
        {
            await ThawAsync(member);
        }

        foreach (var gateway in new[] { origin, receiver }.Where(gateway => gateway.Members.Count == 0))
        {
            await StartAsync(gateway);
        }

        reach.Clear();
        int[] seconds = [1, 5, 40, 130, 610, 3_700, 90_000];
        for (int turn = 0, idle = 0; turn < 300; turn++)
        {
            var before = (wire.Taken, ledger.Taken.Count);
            await TurnAsync();
            if (await IsAtRestAsync())
            {
                return;
            }

            idle = before == (wire.Taken, ledger.Taken.Count) ? Math.Min(idle + 1, seconds.Length - 1) : 0;
            await JumpAsync(TimeSpan.FromSeconds(seconds[idle]));
        }

        throw new InvalidOperationException("It does not come to rest.");
    }

    /// <summary>Every part makes every step once.</summary>
    private async Task TurnAsync()
    {
        foreach (var member in origin.Members)
        {
            await PublishAsync(member);
            await PassBrokerAsync(member);
        }

        while (wire.Count > 0)
        {
            await ConsumeAsync();
        }

        foreach (var member in receiver.Members)
        {
            await FinishAsync(member);
            await DoAsync($"{member.Name} round", member.RoundAsync, member);
            await FinishAsync(member);
            await DoAsync($"{member.Name} round", member.RoundAsync, member);
            await AnnounceAsync(member);
            await PassBrokerAsync(member);
        }
    }

    private async Task<bool> IsAtRestAsync() => wire.Count == 0
        && await receiver.Database.ScalarAsync<bool>(
            "SELECT NOT EXISTS (SELECT FROM delivery WHERE done_at IS NULL OR announce_at IS NOT NULL) AND NOT EXISTS (SELECT FROM lane "
                + "WHERE owner IS NOT NULL OR due_at IS NOT NULL)")
        && await origin.Database.ScalarAsync<bool>("SELECT NOT EXISTS (SELECT FROM accepted WHERE settled_at IS NULL OR publish_at IS NOT NULL)");

    private async Task CheckAsync()
    {
        var problems = ledger.Problems().Concat(ledger.ChatProblems()).ToList();
        var numbers = await origin.Database.ColumnAsync<Guid>("SELECT message_id FROM accepted ORDER BY lane, number");
        if (ledger.Forgotten.Count == 0 && !numbers.SequenceEqual(ledger.Accepted.Values.SelectMany(lane => lane)))
        {
            problems.Add("numbers do not rise in the order of acceptance");
        }

        var unsent = (await receiver.Database.ColumnAsync<Guid>("SELECT message_id FROM delivery")).Except(ledger.Taken.Select(copy => copy.Id)).Except(
            ledger.Failed.Keys).Except(ledger.Needless);
        problems.AddRange(unsent.Select(id => $"in hand and never sent: {id}"));
        if (sum.Restores == 0)
        {
            var heard = await origin.Database.ColumnAsync<string>("SELECT message_id || ' ' || outcome FROM accepted ORDER BY message_id");
            var done = await receiver.Database.ColumnAsync<string>(
                """
                SELECT message_id || ' ' || CASE WHEN reason = 'needless' THEN 'delivered' ELSE coalesce(reason, state) END
                FROM delivery ORDER BY message_id
                """);
            problems.AddRange(heard.Except(done).Concat(done.Except(heard)).Select(outcome => $"one end knows it otherwise: {outcome}"));
        }

        if (problems.Count > 0)
        {
            throw new InvalidOperationException(string.Join("; ", problems));
        }
    }
}
