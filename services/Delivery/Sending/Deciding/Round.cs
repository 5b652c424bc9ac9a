using Microsoft.Extensions.Logging;
using Npgsql;
using Relay.Delivery.Providers;
using Relay.Delivery.Settings;
using Relay.Delivery.Tables.Instances;
using Relay.Delivery.Tables.Lanes;
using Relay.Delivery.Tables.Provider;
using Relay.ServiceDefaults.Persistence;

namespace Relay.Delivery.Sending.Deciding;

/// <summary>
/// One transaction of the sending loop: it writes what was concluded, takes lanes in hand, and writes what follows for each: an intent,
/// a wait, or an end. Only after its commit does anybody call anybody.
/// </summary>
internal sealed partial class Round(
    NpgsqlDataSource database, Buckets buckets, LockedLanes locked, DeliveryOptions options, ILogger<Round> logger)
{
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

    private async Task<IReadOnlyList<(string Lane, LaneHead? Head)>> ConcludeAndClaimAsync(
        NpgsqlConnection connection, RoundInput order, RoundResult result, CancellationToken cancellationToken)
    {
        List<Conclusion> conclusions = [.. order.Verdicts.Select(verdict => verdict.Conclusion)];
        var (keepAlive, pause, nextDue) = (InstanceStatements.KeepAlive(order.Me), ProviderStatements.Pause(), Claim.NextDue());
        var conclude = Conclusions.Write(order.Me, conclusions);
        var take = Claim.Take(
            order.Me, order.Free, order.Room > 0 && order.Probing is null, Turn.UnansweredAtMost(options.Uncertain), order.LookedUp, locked.All);
        await connection.RunAsync(
            [
                LockedLanes.Timeout,
                keepAlive,
                LockedLanes.Lock([.. conclusions.Select(conclusion => conclusion.Head.Message.Lane), .. order.LookedUp]),
                .. conclusions.Count > 0 ? [conclude, .. Conclusions.Accepted(conclusions)] : Array.Empty<Statement>(),
                .. order.InHand is { } inHand ? Intents.FreeForgotten(order.Me, inHand) : [],
                .. OfProvider(order),
                pause,
                take,
                nextDue,
            ],
            cancellationToken);
        result.IsBuried = keepAlive.Rows.Count == 0;
        result.Counted.UnionWith(conclude.Rows);
        result.Pause = pause.Rows.Count > 0 ? pause.Rows[0] : null;
        result.Claimed.AddRange(take.Rows.Select(taken => taken.Lane));
        result.Taken = take.Rows.Count;
        result.NextDue = nextDue.Rows.Count > 0 ? nextDue.Rows[0] : null;
        return take.Rows;
    }

    /// <summary>What is written of the provider: whether its pause ends, begins, or goes on.</summary>
    private static IEnumerable<Statement> OfProvider(RoundInput order)
    {
        if (order.ProviderAnswered)
        {
            yield return ProviderStatements.End();
        }

        List<Verdict> inTrouble = [.. order.Verdicts.Where(verdict => verdict.Pause is not null)];
        if ((order.CallFailed ?? inTrouble.LastOrDefault()?.Pause) is { } pause)
        {
            yield return ProviderStatements.Begin(pause, order.ProbeFailed);
            yield return ProviderStatements.Remember(inTrouble.ConvertAll(verdict => verdict.Lane));
        }
        else if (order.ProbeEnded)
        {
            yield return ProviderStatements.EndProbe();
        }
    }

    private RoundPlan Decide(IReadOnlyList<(string Lane, LaneHead? Head)> heads, RoundInput order, RoundResult result)
    {
        var plan = new RoundPlan();
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

    private static void Address(LaneHead head, Recipient? recipient, RoundPlan plan, RoundResult result)
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
            case Recipient.Unavailable unavailable:
                plan.Waits.Add(new LaneWait(head.Message.Lane, KeepOwned: false, Timings.DirectoryPause) { ExpectedBy = unavailable.ExpectedBy });
                break;
        }
    }

    /// <summary>Of those that are addressed, calls are made for as many as there is room for; while the provider is paused, for one that probes.</summary>
    private static void Admit(RoundPlan plan, RoundInput order, RoundResult result)
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

    private async Task SpendTokensAsync(NpgsqlConnection connection, RoundPlan plan, RoundResult result, CancellationToken cancellationToken)
    {
        if (!buckets.IsOn || plan.Intents.Count == 0)
        {
            return;
        }

        if (result.IsPaused)
        {
            await connection.RunAsync(ProviderStatements.Lock(), cancellationToken);
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
        NpgsqlConnection connection, RoundInput order, RoundPlan plan, RoundResult result, CancellationToken cancellationToken)
    {
        if ((result.IsAsked || (result.IsPaused && plan.Intents.Count > 0)) && !await LeaseProbeAsync(connection, cancellationToken))
        {
            plan.Waits.AddRange(plan.Intents.Select(intent => LaneWait.ForProvider(intent.Head)));
            plan.Intents.Clear();
            result.IsAsked = false;
        }

        await connection.RunAsync(
            [
                .. result.Concluded.Count > 0 ? [Conclusions.Write(order.Me, result.Concluded)] : Array.Empty<Statement>(),
                .. plan.Waits.Count > 0 ? [Intents.Write(order.Me, plan.Waits)] : Array.Empty<Statement>(),
                .. plan.Empty.Count > 0 ? [Intents.Sleep(plan.Empty)] : Array.Empty<Statement>(),
            ],
            cancellationToken);
        result.Intents.AddRange(await IntendAsync(connection, order.Me, plan.Intents, cancellationToken));
    }

    /// <returns>False where another instance probes already.</returns>
    private static async Task<bool> LeaseProbeAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var lease = ProviderStatements.LeaseProbe();
        await connection.RunAsync(lease, cancellationToken);
        return lease.Changed == 1;
    }

    private static async Task<List<Intent>> IntendAsync(
        NpgsqlConnection connection, long me, List<Intent> intents, CancellationToken cancellationToken)
    {
        if (intents.Count == 0)
        {
            return intents;
        }

        var intended = (await connection.ReadAsync(Intents.Write(me, intents), cancellationToken)).ToHashSet();
        var lost = intents.FindAll(intent => !intended.Contains(intent.Head.Message.MessageId));
        if (lost.Count > 0)
        {
            await connection.RunAsync(Intents.Release(me, lost.ConvertAll(intent => intent.Head.Message.Lane)), cancellationToken);
        }

        return intents.FindAll(intent => intended.Contains(intent.Head.Message.MessageId));
    }
}
