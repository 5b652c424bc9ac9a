using Relay.Contracts.Wahelp;
using Relay.Delivery.Accepting;
using Relay.Delivery.Messages;
using Relay.WahelpGateway.Persistence;
using Relay.WahelpGateway.WahelpApi;

namespace Relay.WahelpGateway.ReceivingWebhooks;

/// <summary>
/// Relays the deletion of a manager's message that was relayed, in that message's lane, whether or not its text is still kept. Any other is dropped.
/// </summary>
internal sealed class Deletions(IAcceptance acceptance, IStoredEvents stored, WebhookJudge judge, TimeProvider time)
{
    /// <summary>The result; null if the message may be one that still waits: then the deletion must wait behind it.</summary>
    public async Task<Taken?> TakeAsync(JudgedMessage deletion, CancellationToken cancellationToken)
    {
        if (deletion.ProviderMessageId is null)
        {
            return Taken.Deletion; // nothing shows which message it was
        }

        var id = await FirstIdAsync(deletion, cancellationToken);
        var original = judge.MainId(id);
        if (await stored.LaneOfReplyAsync(original, cancellationToken) is not { } lane)
        {
            return deletion.WaitsAs is not null && await stored.IsBusyAsync(WaitingEvents.LaneOf(deletion), cancellationToken) ? null : Taken.Deletion;
        }

        await acceptance.AcceptAsync([Relayed(deletion, judge.DeletionId(id), original, lane)], alongside: null, cancellationToken);
        return Taken.Deleted;
    }

    /// <summary>The id under which the message was relayed: an event may have another of its ids first.</summary>
    private async Task<string> FirstIdAsync(JudgedMessage deletion, CancellationToken cancellationToken)
    {
        var first = deletion.ProviderMessageId!;
        var others = deletion.Ids.Select(MessageNames.ValueOf).Where(id => id != first).ToList();
        var seenIds = deletion.Ids.Select(judge.SeenId).Concat(others.Select(judge.MainId)).ToList();
        var look = await stored.LookAsync(new EventKeys([], seenIds, Phone: null, WaitingLane: "", Words: null), cancellationToken);
        return look.Known is null ? first : SeenMark.IdIn(look.Mark) ?? others.Find(id => judge.MainId(id) == look.Known) ?? first;
    }

    private Intake Relayed(JudgedMessage deletion, Guid id, Guid original, string lane) => new()
    {
        MessageId = id,
        Raw = deletion.Raw,
        Lane = lane,
        Party = LaneKey.PartyOf(lane),
        Publish = new OperatorReplied
        {
            MessageId = id,
            Lane = lane,
            Number = 0,
            Previous = 0,
            Channel = judge.Channel,
            Phone = LaneKey.PartyOf(lane),
            Text = "",
            Original = original,
            IsDeletion = true,
            AcceptedAt = time.GetUtcNow(),
            WrittenAt = deletion.CameAt,
        },
    };
}
