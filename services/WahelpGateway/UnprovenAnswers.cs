using Relay.Delivery.Tables;
using Relay.Delivery.TellingTheOwner;
using Relay.ServiceDefaults.Configuration;
using Relay.WahelpGateway.WahelpApi;

namespace Relay.WahelpGateway;

/// <summary>
/// Wahelp took messages as it seems, but answers neither say so nor name them. The owner hears of it once per account: its notice has the same id
/// each time.
/// </summary>
internal sealed partial class UnprovenAnswers(
    IOwnerNotices owner, IDatabaseIdentity birth, WahelpOptions options, RelayOptions relay, IHostApplicationLifetime lifetime, ILogger<UnprovenAnswers> logger)
{
    private int told;

    /// <summary>Says it, if this process has not yet. The message does not wait for that.</summary>
    public void Notice()
    {
        if (Interlocked.Exchange(ref told, 1) == 0)
        {
            _ = TellAsync(lifetime.ApplicationStopping);
        }
    }

    private async Task TellAsync(CancellationToken cancellationToken)
    {
        try
        {
            Log.Unproven(logger);
            var since = await birth.CreatedAtAsync(cancellationToken);
            await owner.TellAsync(new OwnerNotice("unproven_answers", $"{options.ProjectId}:{options.ChannelUuid}", Words(), since), cancellationToken);
        }
        catch (Exception error)
        {
            Volatile.Write(ref told, 0);
            Log.NotTold(logger, error);
        }
    }

    private string Words() => relay.Language == RelayLanguage.En
        ? "Wahelp answers to messages without saying whether it took them. Relay counts them as delivered. "
            + "Look in amoCRM whether clients' messages are there; if they are not, ask Wahelp what this account may do."
        : "Wahelp отвечает на отправленные сообщения так, что не видно, принял ли он их. Relay считает их доставленными. "
            + "Проверьте, видны ли сообщения клиентов в amoCRM; если нет, спросите у Wahelp, что доступно этому аккаунту.";

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Wahelp's answers to messages neither say that it took them nor name them: they count as delivered")]
        public static partial void Unproven(ILogger logger);

        [LoggerMessage(Level = LogLevel.Warning, Message = "That Wahelp's answers say nothing could not be told to the owner; it is repeated")]
        public static partial void NotTold(ILogger logger, Exception exception);
    }
}
