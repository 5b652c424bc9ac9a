using Microsoft.Extensions.Logging;
using Relay.Delivery.TellingTheOwner;
using Relay.ServiceDefaults.Configuration;
using Relay.TelegramGateway.Prompting;

namespace Relay.TelegramGateway.ReceivingUpdates;

/// <summary>
/// Somebody else takes this bot's updates: a webhook that is not ours, or a second program with the token. It is said, in the log, in
/// health and to the owner; nothing is taken away from whoever it is.
/// </summary>
internal sealed partial class BotConflict(IOwnerNotices owner, RelayOptions options, TimeProvider time, ILogger<BotConflict> logger)
{
    /// <summary>Our own instances change places without a word in this time.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>Two programs that poll in turns both succeed now and then: only this long without a conflict ends it.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromMinutes(5);

    private const string ForeignWebhook = "foreign_webhook";
    private const string SecondPoller = "second_poller";

    private string? cause;
    private DateTimeOffset since;
    private DateTimeOffset lastSeen;
    private bool told;

    /// <summary>What is wrong, for health: <c>foreign_webhook</c> or <c>second_poller</c>; null where nothing is.</summary>
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

    /// <summary>Updates came. A webhook is gone then; a second program may only be waiting for its turn.</summary>
    public void Over()
    {
        if (cause is ForeignWebhook)
        {
            cause = null;
        }
    }

    /// <summary>Another instance takes the updates now: whatever stands in their way is for that one to meet.</summary>
    public void LeftToAnother() => cause = null;

    private static partial class Log
    {
        [LoggerMessage(
            Level = LogLevel.Warning,
            Message = "A webhook that is not ours is set for this bot: no updates come here. Remove it where it was set, or by deleteWebhook")]
        public static partial void ForeignWebhook(ILogger logger);

        [LoggerMessage(Level = LogLevel.Warning, Message = "Another program polls with this bot's token (409): stepping back")]
        public static partial void SecondPoller(ILogger logger);
    }
}
