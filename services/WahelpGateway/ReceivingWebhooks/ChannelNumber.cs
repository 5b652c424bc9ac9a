using Relay.WahelpGateway.Persistence;
using Relay.WahelpGateway.WahelpApi;

namespace Relay.WahelpGateway.ReceivingWebhooks;

/// <summary>
/// Decides whether an event that names its channel by a number alone is ours. Our number is set, else learned from events that also have our uuid,
/// else read from the list of the project's channels. In a project with one channel every number is ours.
/// </summary>
internal sealed class ChannelNumber(WahelpOptions options, IEvidence evidence, IChannelList list, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan KeptFor = TimeSpan.FromHours(1);
    private static readonly TimeSpan AskedAgainAfter = TimeSpan.FromMinutes(1);

    private ChannelSeen? listed;
    private DateTimeOffset askAgainAt = DateTimeOffset.MinValue;

    /// <summary>Null if unknown. The event's uuid and name have been checked before.</summary>
    public async Task<bool?> IsOursAsync(WebhookEvent seen, CancellationToken cancellationToken)
    {
        if (seen.ChannelNumber is not { } number)
        {
            return true;
        }

        if (seen.ChannelUuid is not null)
        {
            await evidence.LearnAsync(Facts.ChannelNumber, cancellationToken, number);
        }

        if (seen.ChannelUuid is not null || seen.ChannelNames.Count > 0)
        {
            return true;
        }

        var known = options.ChannelId.Length > 0 ? options.ChannelId : (await evidence.ReadAsync(cancellationToken)).ValueOf(Facts.ChannelNumber);
        return known is not null ? known == number : IsListed(await ListedAsync(cancellationToken), number);
    }

    private static bool? IsListed(ChannelSeen? listed, string number) => listed switch
    {
        { IsOnly: true } => true,
        { Number: { } ours } => ours == number,
        _ => null,
    };

    private async Task<ChannelSeen?> ListedAsync(CancellationToken cancellationToken)
    {
        if (time.GetUtcNow() < askAgainAt)
        {
            return listed;
        }

        askAgainAt = time.GetUtcNow() + AskedAgainAfter;
        try
        {
            if (await list.FindAsync(cancellationToken).WaitAsync(Patience, time, cancellationToken) is { } found)
            {
                (listed, askAgainAt) = (found, time.GetUtcNow() + KeptFor);
            }
        }
        catch (TimeoutException)
        {
            // Asked again in a minute.
        }

        return listed;
    }
}
