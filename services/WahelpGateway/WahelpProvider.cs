using Relay.Delivery.Messages;
using Relay.Delivery.Providers;
using Relay.WahelpGateway.WahelpApi;

namespace Relay.WahelpGateway;

/// <summary>Wahelp, as Delivery calls it.</summary>
internal sealed class WahelpProvider(IWahelpChannel channel, WahelpAccount account, SendDestination destination, AnswersSeen answers) : IProvider<WahelpText>
{
    /// <summary>
    /// Wahelp has no promise of echoes. Where a second copy would reach the client, the relay looks long; where it would only reach the
    /// manager, it does not keep the conversation waiting for so little.
    /// </summary>
    public TimeSpan ArrivalShowsWithin => destination.ReachesClient ? TimeSpan.FromMinutes(1) : TimeSpan.FromSeconds(10);

    public ValueTask<bool> MaySendAsync(CancellationToken cancellationToken) => destination.MaySendAsync(cancellationToken);

    public async Task<SendOutcome> SendAsync(OutgoingMessage message, Recipient.Known recipient, WahelpText part, CancellationToken cancellationToken)
    {
        var answer = await channel.SendAsync(recipient.Phone!, recipient.Name, part.Text, cancellationToken);
        answers.Notice(message.MessageId, answer);
        var outcome = WahelpOutcomes.Map(answer);
        return outcome is SendOutcome.Delivered delivered ? delivered with { Words = SentWords.NameOf(part.Text) } : outcome;
    }

    public Task<ProviderState> AskAsync(CancellationToken cancellationToken) => account.AskAsync(cancellationToken);
}
