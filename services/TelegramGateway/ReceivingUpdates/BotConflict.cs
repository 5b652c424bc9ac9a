using Microsoft.Extensions.Logging;
using Relay.Delivery.TellingTheOwner;
using Relay.ServiceDefaults.Configuration;
using Relay.TelegramGateway.Prompting;

namespace Relay.TelegramGateway.ReceivingUpdates;

/// <summary>
/// Another program takes this bot's updates: by a webhook that is not ours, or by polling with the same token. It is reported in the log, in health
/// and to the owner; Relay does not interfere with it.
/// </summary>
internal sealed partial class BotConflict(IOwnerNotices owner, RelayOptions options, TimeProvider time, ILogger<BotConflict> logger)
{
    /// <summary>Our own instances may take over from each other within this time without a report.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>Two programs that poll in turns both succeed now and then: only this long without a conflict ends it.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromMinutes(5);

    private const string ForeignWebhook = "foreign_webhook";
    private const string SecondPoller = "second_poller";

    private string? cause;
    private DateTimeOffset since;
    private DateTimeOffset lastSeen;
    private bool told;

    /// <summary>The conflict, for health: <c>foreign_webhook</c> or <c>second_poller</c>; null if there is none.</summary>
    public string? Current => time.GetUtcNow() - lastSeen < Quiet ? cause : null;

    public async Task NoticeAsync(bool byWebhook, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var seen = byWebhook ? ForeignWebhook : SecondPoller;
        if (Current != seen)
        {
            (since, told) = (now, false);
        }

        (cause, lastSeen) = (seen, now);
        if (byWebhook)
        {
            Log.ForeignWebhook(logger);
        }
        else
        {
            Log.SecondPoller(logger);
        }

        if (!told && now - since >= Patience)
        {
            told = true;
            var words = byWebhook ? Words.ForeignWebhook(options.Language) : Words.SecondPoller(options.Language);
            await owner.TellAsync(new OwnerNotice(seen, "", words, since), cancellationToken);
        }
    }

    /// <summary>Updates came. A foreign webhook is then gone; a second program may only be waiting for its turn.</summary>
    public void Over()
    {
        if (cause is ForeignWebhook)
        {
            cause = null;
        }
    }

    /// <summary>Another instance polls now and detects conflicts itself.</summary>
    public void LeftToAnother() => cause = null;

    private static partial class Log
    {
        [LoggerMessage(
            Level = LogLevel.Warning,
            Message = "A webhook that is not ours is set for this bot: no updates come here. Remove it where it was set, or with deleteWebhook")]
        public static partial void ForeignWebhook(ILogger logger);

        [LoggerMessage(Level = LogLevel.Warning, Message = "Another program polls with this bot's token (409): pausing")]
        public static partial void SecondPoller(ILogger logger);
    }
}
