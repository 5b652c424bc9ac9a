using System.Diagnostics;
using Relay.Delivery.Providers;
using Relay.Delivery.Tables.Lanes;
using Relay.Delivery.Tracing;

namespace Relay.Delivery.Sending.Calling;

/// <summary>Finds the recipient of a lane's head. Only a look-up that takes a question is a step of the trace: what memory answers leaves no span.</summary>
internal sealed class RecipientLookup(ISender sender, MessageTraces traces)
{
    public ValueTask<Recipient> LookUp(LaneHead head)
    {
        if (!traces.AreOn)
        {
            return sender.ResolveAsync(head.Message, CancellationToken.None);
        }

        var outer = Activity.Current;
        var span = traces.Start("look up", head.Message.MessageId, head.Message.Lane, head.TraceParent);
        var resolving = sender.ResolveAsync(head.Message, CancellationToken.None);
        Activity.Current = outer;
        if (!resolving.IsCompletedSuccessfully)
        {
            return EndWithAsync(span, resolving);
        }

        if (span is not null)
        {
            span.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
            span.Dispose();
            Activity.Current = outer;
        }

        return resolving;
    }

    private static async ValueTask<Recipient> EndWithAsync(Activity? span, ValueTask<Recipient> resolving)
    {
        using (span)
        {
            var recipient = await resolving;
            span?.SetTag(MessageTraces.Outcome, recipient is Recipient.Held held ? held.Reason : recipient.GetType().Name);
            return recipient;
        }
    }
}
