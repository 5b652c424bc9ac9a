using Microsoft.Extensions.Logging;
using Npgsql;
using Relay.Delivery.Providers;
using Relay.Delivery.Settings;
using Relay.Delivery.Tables;

namespace Relay.Delivery.Sending;

/// <summary>
/// One transaction of the sending loop: it writes what was concluded, takes lanes in hand, and writes what follows for each: an intent,
/// a wait, or an end. Only after its commit does anybody call anybody.
/// </summary>
internal sealed partial class Round(
    NpgsqlDataSource database, Buckets buckets, LockedLanes locked, DeliveryOptions options, ILogger<Round> logger)
{
    private static readonly TimeSpan DirectoryPause = TimeSpan.FromSeconds(2);

    private sealed class Plan
    {
        public List<Intent> Intents { get; set; } = [];

        public List<LaneWait> Waits { get; } = [];

        public List<string> Empty { get; } = [];
    }

    private async Task CommitAsync(RoundInput order, RoundResult result, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var commit = await connection.BeginTransactionAsync(cancellationToken);
        order = await LeaveLockedAsync(connection, order, result, cancellationToken);
        var heads = await ConcludeAndClaimAsync(connection, order, result, cancellationToken);
        if (result.IsBuried)
        {
            return;
        }

        var plan = Decide(heads, order, result);
        Admit(plan, order, result);
        await SpendTokensAsync(connection, plan, result, cancellationToken);
        await WritePlanAsync(connection, order, plan, result, cancellationToken);
        await commit.CommitAsync(cancellationToken);
    }

    private async Task<List<(string Lane, LaneHead? Head)>> ConcludeAndClaimAsync(
        NpgsqlConnection connection, RoundInput order, RoundResult result, CancellationToken cancellationToken)
    {
        // Keeps whoever might declare this instance dead waiting until the commit: no lane is taken in a dead one's name.
        await using var alive = new NpgsqlBatch(connection)
        {
            BatchCommands = { LockedLanes.Timeout, new("SELECT 1 FROM instance WHERE id = @me FOR KEY SHARE") { Parameters = { new("me", order.Me) } } },
        };
        var conclusions = order.Verdicts.Select(verdict => verdict.Conclusion).ToList();
        alive.BatchCommands.Add(Claim.LockLanes([.. conclusions.Select(conclusion => conclusion.Head.Message.Lane), .. order.LookedUp]));
        Conclusions.AddTo(alive, order.Me, conclusions);
        if (order.InHand is not null)
        {
            Intents.FreeForgotten(order.Me, order.InHand).ForEach(alive.BatchCommands.Add);
        }

        if (order.ProviderAnswered)
        {
            alive.BatchCommands.Add(ProviderPause.End());
        }

        var inTrouble = order.Verdicts.Where(verdict => verdict.Pause is not null).ToList();
        if ((order.CallFailed ?? inTrouble.LastOrDefault()?.Pause) is { } pause)
        {
            alive.BatchCommands.Add(ProviderPause.Begin(pause, order.ProbeFailed));
            alive.BatchCommands.Add(ProviderPause.Remember(inTrouble.ConvertAll(verdict => verdict.Conclusion.Head.Message.Lane)));
        }
        else if (order.ProbeEnded)
        {
            alive.BatchCommands.Add(ProviderPause.EndProbe());
        }

        alive.BatchCommands.Add(ProviderPause.Select());
        alive.BatchCommands.Add(Claim.TakeLanes(
            order.Me, order.Free, order.Room > 0 && order.Probing is null, Turn.UnansweredAtMost(options.Uncertain), order.LookedUp, locked.All));
        alive.BatchCommands.Add(Claim.NextDue());
        return await ReadAsync(alive, conclusions.Count > 0, result, cancellationToken);
    }

    private static async Task<List<(string Lane, LaneHead? Head)>> ReadAsync(
        NpgsqlBatch batch, bool concludes, RoundResult result, CancellationToken cancellationToken)
    {
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        result.IsBuried = !await reader.ReadAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken); // past the locked lanes
        while (concludes && await reader.ReadAsync(cancellationToken))
        {
            result.Counted.Add(reader.GetGuid(0));
        }

        if (concludes)
        {
            await reader.NextResultAsync(cancellationToken);
        }

        if (await reader.ReadAsync(cancellationToken))
        {
            result.Pause = ProviderPause.Read(reader);
        }

        await reader.NextResultAsync(cancellationToken);
        var heads = new List<(string Lane, LaneHead? Head)>();
        while (await reader.ReadAsync(cancellationToken))
        {
            heads.Add(Claim.Read(reader));
            result.Claimed.Add(heads[^1].Lane);
        }

        result.Taken = heads.Count;
        await reader.NextResultAsync(cancellationToken);
        result.NextDue = await reader.ReadAsync(cancellationToken) ? TimeSpan.FromSeconds(reader.GetDouble(0)) : null;
        return heads;
    }

    private Plan Decide(List<(string Lane, LaneHead? Head)> heads, RoundInput order, RoundResult result)
    {
        var plan = new Plan();
        foreach (var (lane, head) in heads)
        {
            if (head is null)
            {
                plan.Empty.Add(lane);
                continue;
            }

            switch (Turn.Of(head, options.Uncertain, result.IsPaused))
            {
                case Turn.AwaitProvider:
                    plan.Waits.Add(LaneWait.ForProvider(head));
                    break;
                case Turn.Fail fail:
                    result.Concluded.Add(Conclusion.Failed(head, fail.Reason));
                    break;
                case Turn.AwaitMissing wait:
                    plan.Waits.Add(new LaneWait(lane, KeepOwned: false, wait.LookIn, InGap: true, head.GapAsks));
                    break;
                case Turn.AskForMissing ask:
                    plan.Waits.Add(new LaneWait(lane, KeepOwned: false, ask.LookIn, InGap: true, head.GapAsks + 1));
                    result.Missing.Add(head);
                    break;
                case Turn.Go:
                    Address(head, order.Resolve(head), plan, result);
                    break;
            }
        }

        return plan;
    }

    private static void Address(LaneHead head, Recipient? recipient, Plan plan, RoundResult result)
    {
        switch (recipient)
        {
            case null:
                plan.Waits.Add(new LaneWait(head.Message.Lane, KeepOwned: true, LookIn: null));
                result.LookingUp.Add(head);
                break;
            case Recipient.Known known:
                plan.Intents.Add(new Intent(head, known, IsProbe: result.IsPaused));
                break;
            case Recipient.Held held:
                result.Concluded.Add(Conclusion.Held(head, held.Reason));
                break;
            case Recipient.Failed failed:
                result.Concluded.Add(Conclusion.Failed(head, failed.Reason));
                break;
            case Recipient.Needless:
                result.Concluded.Add(Conclusion.Closed(head));
                break;
            default:
                plan.Waits.Add(new LaneWait(head.Message.Lane, KeepOwned: false, DirectoryPause));
                break;
        }
    }

    /// <summary>Of those that are addressed, calls are made for as many as there is room for; while the provider is paused, for one that probes.</summary>
    private static void Admit(Plan plan, RoundInput order, RoundResult result)
    {
        if (result.Pause is { } pause)
        {
            var isAwaited = (order.Probing is { } lane && !order.LookedUp.Contains(lane)) || result.LookingUp.Exists(head => head.IsToProbe);
            var probe = order.Room > 0 ? pause.ChooseProbe(plan.Intents, isAwaited) : null;
            plan.Waits.AddRange(plan.Intents.Where(intent => intent != probe).Select(intent => LaneWait.ForProvider(intent.Head)));
            plan.Intents = probe is null ? [] : [probe];
            var mayAddressProbe = order.IsLookingUp || result.LookingUp.Count > 0;
            result.IsAsked = pause.MayAsk && probe is null && order.Room > 0 && (pause.IsDoubt || !mayAddressProbe);
            return;
        }

        plan.Waits.AddRange(plan.Intents.Skip(order.Room).Select(intent => new LaneWait(intent.Head.Message.Lane, KeepOwned: false, TimeSpan.Zero)));
        plan.Intents = [.. plan.Intents.Take(order.Room)];
    }

    private async Task SpendTokensAsync(NpgsqlConnection connection, Plan plan, RoundResult result, CancellationToken cancellationToken)
    {
        if (!buckets.IsOn || plan.Intents.Count == 0)
        {
            return;
        }

        if (result.IsPaused)
        {
            await ProviderPause.LockAsync(connection, cancellationToken);
        }

        var waits = await buckets.TakeAsync(connection, plan.Intents, cancellationToken);
        for (var i = plan.Intents.Count - 1; i >= 0; i--)
        {
            if (waits[i] > TimeSpan.Zero)
            {
                plan.Waits.Add(new LaneWait(plan.Intents[i].Head.Message.Lane, KeepOwned: false, waits[i]));
                plan.Intents.RemoveAt(i);
            }
        }
    }

    private static async Task WritePlanAsync(
        NpgsqlConnection connection, RoundInput order, Plan plan, RoundResult result, CancellationToken cancellationToken)
    {
        if ((result.IsAsked || (result.IsPaused && plan.Intents.Count > 0)) && !await LeaseProbeAsync(connection, cancellationToken))
        {
            plan.Waits.AddRange(plan.Intents.Select(intent => LaneWait.ForProvider(intent.Head)));
            plan.Intents.Clear();
            result.IsAsked = false;
        }

        await using var batch = new NpgsqlBatch(connection);
        Conclusions.AddTo(batch, order.Me, result.Concluded);
        if (plan.Waits.Count > 0)
        {
            batch.BatchCommands.Add(Intents.Write(order.Me, plan.Waits));
        }

        if (plan.Empty.Count > 0)
        {
            batch.BatchCommands.Add(Intents.Sleep(plan.Empty));
        }

        if (batch.BatchCommands.Count > 0)
        {
            await batch.ExecuteNonQueryAsync(cancellationToken);
        }

        result.Intents.AddRange(await IntendAsync(connection, order.Me, plan.Intents, cancellationToken));
    }

    /// <returns>False where another instance probes already.</returns>
    private static async Task<bool> LeaseProbeAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var lease = new NpgsqlBatch(connection) { BatchCommands = { ProviderPause.LeaseProbe() } };
        return await lease.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    private static async Task<List<Intent>> IntendAsync(
        NpgsqlConnection connection, long me, List<Intent> intents, CancellationToken cancellationToken)
    {
        if (intents.Count == 0)
        {
            return intents;
        }

        var intended = new HashSet<Guid>();
        await using (var batch = new NpgsqlBatch(connection) { BatchCommands = { Intents.Write(me, intents) } })
        await using (var reader = await batch.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                intended.Add(reader.GetGuid(0));
            }
        }

        var lost = intents.FindAll(intent => !intended.Contains(intent.Head.Message.MessageId));
        if (lost.Count > 0)
        {
            await using var release = new NpgsqlBatch(connection) { BatchCommands = { Intents.Release(me, lost.ConvertAll(i => i.Head.Message.Lane)) } };
            await release.ExecuteNonQueryAsync(cancellationToken);
        }

        return intents.FindAll(intent => intended.Contains(intent.Head.Message.MessageId));
    }
}
