using Relay.WahelpGateway.Persistence;
using Relay.WahelpGateway.WahelpApi;

namespace Relay.WahelpGateway.ReceivingWebhooks;

/// <summary>
/// Whether an event that names its channel by a number alone is of ours. The number is set, else learned from events that have our uuid too, else read
/// from the list of the project's channels; in a project with one channel every number is ours.
/// </summary>
internal sealed class ChannelNumber(WahelpOptions options, IEvidence evidence, IChannelList list, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan KeptFor = TimeSpan.FromHours(1);
    private static readonly TimeSpan AskedAgainAfter = TimeSpan.FromMinutes(1);

    private ChannelSeen? listed;
    private DateTimeOffset askAgainAt = DateTimeOffset.MinValue;

    /// <summary>Null if nobody knows. What the event says by uuid or by name has been looked at.</summary>
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
            // It is asked again in a minute.
        }

        return listed;
    }
}
