using Relay.WahelpGateway.Persistence;
using Relay.WahelpGateway.WahelpApi;

namespace Relay.WahelpGateway.ReceivingWebhooks;

/// <summary>Keeps the events of its client while <c>./relay wahelp learn</c> runs. It never affects the call, whatever fails here.</summary>
internal sealed partial class LearningCapture(ILearning learning, EventPhones phones, ILogger<LearningCapture> logger)
{
    public async Task KeepAsync(IReadOnlyList<WebhookEvent> events, CancellationToken cancellationToken)
    {
        try
        {
            if (await learning.CurrentAsync(cancellationToken) is not { } run)
            {
                return;
            }

            foreach (var one in events)
            {
                var read = phones.Read(one.Phones);
                var isSure = read.Phone == run.Phone || read.Other == run.Phone || one.Text?.Contains(run.Word, StringComparison.Ordinal) == true;
                if (isSure || (read.IsNone && one.Ids.Count > 0))
                {
                    await learning.KeepWebhookAsync(one.Raw, one.Ids, isSure, cancellationToken);
                }
            }
        }
        catch (Exception error)
        {
            Log.NotKept(logger, error);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Learning could not be checked or could not keep an event; the event itself is stored")]
        public static partial void NotKept(ILogger logger, Exception exception);
    }
}
