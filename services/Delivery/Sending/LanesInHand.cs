using Relay.Delivery.Providers;
using Relay.Delivery.Sending.Calling;
using Relay.Delivery.Sending.Deciding;
using Relay.Delivery.Settings;
using Relay.Delivery.Tables.Lanes;
using Relay.Delivery.Tables.Provider;

namespace Relay.Delivery.Sending;

/// <summary>
/// The lanes that this instance has in hand between two rounds: those whose call or lookup runs, and what has come back and is not written yet. Nothing
/// that was decided is forgotten: a verdict stays here until a round has committed it.
/// </summary>
internal sealed class LanesInHand(
    Calls calls, MissingMessages missing, RecipientLookup recipients, DeliveryOptions options, ISender sender, TimeProvider time)
{
    private const int LookupsPerCall = 4;

    private readonly ProviderSigns signs = new(time);
    private readonly List<Verdict> unwritten = [];
    private readonly Dictionary<string, (LaneHead Head, Recipient Recipient)> lookedUp = new(StringComparer.Ordinal);
    private IReadOnlyList<string> running = [];
    private bool isPaused;
    private bool probeEnded;
    private bool probeFailed;
    private PauseRequest? callFailed;
    private string? probing; // the lane whose turn to probe it is, while it is looked up
    private bool providerAnswered;
    private bool commitIsOpen; // the last round may have been committed without our knowing

    public int Calling => calls.Calling;

    public int Unwritten => unwritten.Count;

    /// <summary>For how many calls there is room.</summary>
    public int Free => options.Concurrency - calls.Calling;

    /// <summary>Turns what came back into verdicts, in the order in which it came.</summary>
    public void TakeWhatCameBack()
    {
        running = calls.Lanes; // before what is done is taken: each lane in hand is in one of the two
        while (calls.TryTake(out var call))
        {
            signs.Hear(call.Intent.Head.Message.Lane, call.Outcome, call.EndedAt);
            var verdict = Verdict.Of(call, signs, sender.ArrivalShowsWithin, Random.Shared.NextDouble());
            probeEnded |= call.Intent.IsProbe;
            probeFailed |= call.Intent.IsProbe && verdict.Pause is not null;
            providerAnswered |= isPaused && call.Outcome is SendOutcome.Delivered or SendOutcome.Unchangeable or SendOutcome.Failed or SendOutcome.Held;
            unwritten.Add(verdict);
        }

        while (calls.TryTakeAnswer(out var state))
        {
            probeEnded = true;
            providerAnswered |= state == ProviderState.Well;
            probeFailed |= state != ProviderState.Well;
            callFailed = state == ProviderState.Well ? null : PauseRequest.OfCall(state);
        }

        while (calls.TryTakeLookup(out var lookup))
        {
            lookedUp[lookup.Head.Message.Lane] = lookup;
        }
    }

    /// <summary>What the next round is to write.</summary>
    /// <param name="me">This instance.</param>
    /// <param name="free">For how many calls there is room.</param>
    /// <param name="isDraining">True if no lane goes on: what was looked up stays unused.</param>
    public RoundInput Next(long me, int free, bool isDraining)
    {
        var input = new RoundInput(
            me,
            unwritten,
            probeFailed,
            providerAnswered,
            Math.Max(0, free - lookedUp.Count),
            isDraining ? [] : [.. lookedUp.Keys],
            InHand: commitIsOpen ? [.. running, .. lookedUp.Keys] : null,
            Resolve)
        {
            Room = Math.Max(0, free),
            IsLookingUp = calls.LookingUp > 0,
            Probing = probing is not null && (calls.IsLookingUp(probing) || lookedUp.ContainsKey(probing)) ? probing : null,
            ProbeEnded = probeEnded,
            CallFailed = callFailed,
        };
        commitIsOpen = true;
        return input;
    }

    /// <summary>The round's commit was answered.</summary>
    public void Answered(RoundInput input, RoundResult result) =>
        commitIsOpen = input.InHand is not null && result.Locked.Count > 0; // what is locked may hide something forgotten

    /// <summary>What the round has written leaves the hand, and what it has decided begins.</summary>
    public void Committed(RoundResult result)
    {
        (isPaused, probeEnded, probeFailed, providerAnswered, callFailed) = (result.IsPaused, false, false, false, null);
        unwritten.RemoveAll(verdict => !result.Locked.Contains(verdict.Lane));
        for (var i = 0; i < unwritten.Count; i++)
        {
            unwritten[i] = unwritten[i] with { Pause = null }; // what it says of the provider is written, and will be old
        }

        foreach (var lane in lookedUp.Keys.Where(lane => !result.Locked.Contains(lane)).ToList())
        {
            lookedUp.Remove(lane);
        }

        foreach (var change in result.LookingUp.Where(head => head.Original is not null && !calls.IsLookingUp(head.Message.Lane)))
        {
            calls.Await(change, recipients.LookUp(change));
        }

        result.Intents.ForEach(calls.Start);
        result.Missing.ForEach(missing.Ask);
        if (result.IsAsked)
        {
            calls.Ask();
        }

        probing = result.LookingUp.Find(head => head.IsToProbe)?.Message.Lane ?? probing;
    }

    /// <summary>The process stops: calls end without asking.</summary>
    public void StopAsking() => calls.StopAsking();

    private Recipient? Resolve(LaneHead head)
    {
        // What was released, changed or attempted while the look-up ran is looked up again: the answer may be older than that.
        if (lookedUp.TryGetValue(head.Message.Lane, out var found) && Stand(found.Head) == Stand(head))
        {
            return found.Recipient;
        }

        if (calls.IsLookingUp(head.Message.Lane))
        {
            return null; // asked in a round that was not committed: its answer will be looked at
        }

        var isRoom = calls.LookingUp < LookupsPerCall * options.Concurrency; // many wait for the directory: who needs no lookup goes on beside them
        if (head.Original is not null)
        {
            return isRoom ? null : new Recipient.Unavailable(); // this round may write what the chat shows: it is looked up after the commit
        }

        var resolving = recipients.LookUp(head);
        if (resolving.IsCompletedSuccessfully)
        {
            return resolving.Result;
        }

        if (!isRoom)
        {
            return new Recipient.Unavailable();
        }

        calls.Await(head, resolving);
        return null;
    }

    private static (Guid, int, int, Guid?) Stand(LaneHead head) => (head.Message.MessageId, head.Attempt, head.Releases, head.ChangedBy);
}
