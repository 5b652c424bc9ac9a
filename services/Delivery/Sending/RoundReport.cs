using Microsoft.Extensions.Logging;
using Relay.Delivery.Messages;
using Relay.Delivery.Queues;
using Relay.Delivery.Sending.Deciding;
using Relay.Delivery.Tracing;

namespace Relay.Delivery.Sending;

/// <summary>Passes on what a round has committed: to the metrics, to the log and to the announcer.</summary>
internal sealed partial class RoundReport(DeliveryTelemetry telemetry, AnnounceQueue announcing, ILogger<RoundReport> logger)
{
    private bool isPaused;

    public void Begin() => telemetry.Begin();

    public void Committed(RoundResult result)
    {
        if (isPaused != result.IsPaused)
        {
            isPaused = result.IsPaused;
            Log.PauseChanged(logger, isPaused);
        }

        telemetry.Count(result);
        var concluded = result.Written.Select(verdict => verdict.Conclusion).Where(conclusion => conclusion.Announce).ToList();
        var delivered = concluded.FindAll(conclusion => conclusion.State == MessageState.Delivered);
        announcing.HandOver(
            [.. from conclusion in delivered
                let message = conclusion.Head.Message
                where result.Counted.Contains(message.MessageId)
                select new DeliveredRow(message.MessageId, message.MaybeDuplicate, message.Lane, conclusion.Head.TraceParent)]);
        if (delivered.Count < concluded.Count || result.Concluded.Exists(conclusion => conclusion.Announce))
        {
            announcing.LookNow();
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "The provider is paused: {Paused}")]
        public static partial void PauseChanged(ILogger logger, bool paused);
    }
}
