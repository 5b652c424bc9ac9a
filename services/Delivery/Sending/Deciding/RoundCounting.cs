using Relay.Delivery.Messages;
using Relay.Delivery.Tables.Lanes;
using Relay.Delivery.Tracing;

namespace Relay.Delivery.Sending.Deciding;

/// <summary>Counts what a round has committed.</summary>
internal static class RoundCounting
{
    public static void Count(this DeliveryTelemetry telemetry, RoundResult result)
    {
        var conclusions = result.Written.Select(verdict => verdict.Conclusion)
            .Where(conclusion => result.Counted.Contains(conclusion.Head.Message.MessageId)).Concat(result.Concluded).ToList();
        conclusions.ForEach(conclusion => Count(telemetry, conclusion));
        telemetry.Delivered(conclusions.Count(conclusion => conclusion is { State: MessageState.Delivered, Head.Local: false }), isLocal: false);
        telemetry.Delivered(conclusions.Count(conclusion => conclusion is { State: MessageState.Delivered, Head.Local: true }), isLocal: true);
        telemetry.OutOfPlace(result.Intents.Count(intent => intent.Head is { IsOutOfPlace: true, Attempt: 0 }));
    }

    private static void Count(DeliveryTelemetry telemetry, Conclusion conclusion)
    {
        var head = conclusion.Head;
        switch (conclusion.State)
        {
            case MessageState.Delivered:
                if (head.Message.MaybeDuplicate)
                {
                    telemetry.MaybeDuplicate(head.Local);
                }

                if (!head.Local && MessageJson.AcceptedAt(head.Message.Body) is { } acceptedAt)
                {
                    telemetry.TookSince(acceptedAt);
                }

                break;
            case MessageState.Failed:
                telemetry.Failed(conclusion.Reason, head.Local);
                break;
            case MessageState.Held when conclusion.Announce: // held for something else than before
                telemetry.Held(conclusion.Reason, head.Local);
                break;
        }

        if (conclusion.BecameUncertain)
        {
            telemetry.BecameUncertain(1, head.Local);
        }
    }
}
