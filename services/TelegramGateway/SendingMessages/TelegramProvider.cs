using Relay.Delivery.Messages;
using Relay.Delivery.Providers;
using Relay.TelegramGateway.TelegramApi;

namespace Relay.TelegramGateway.SendingMessages;

/// <summary>Telegram, as Delivery calls it.</summary>
internal sealed class TelegramProvider(TelegramMessages telegram, TelegramChanges changes, IChatTopics topics, BotAccount account) : IProvider<TelegramText>
{
    /// <summary>Telegram shows a bot neither echoes nor history.</summary>
    public TimeSpan ArrivalShowsWithin => TimeSpan.Zero;

    /// <summary>
    /// A part of a reply is kept with what it shows, for later changes. A change must know it: without an id the answer is not Telegram's.
    /// </summary>
    public async Task<SendOutcome> SendAsync(OutgoingMessage message, Recipient.Known recipient, TelegramText part, CancellationToken cancellationToken)
    {
        var outcome = part.Change is { } change
            ? await changes.MakeAsync(part, change, cancellationToken)
            : await SendAsync(part, cancellationToken);
        return (outcome, part.Place) switch
        {
            (SendOutcome.Delivered { ProviderMessageId: not null } delivered, { } place) =>
                delivered with { Shown = new ShownContent(place, ShownText.Of(part.Text)) },
            (SendOutcome.Delivered, not null) when recipient.Shown is not null => new SendOutcome.Unanswered(),
            _ => outcome,
        };
    }

    /// <summary>A refusal sent nothing, and may be the topic's: it may be gone or closed. Then the main conversation gets the text.</summary>
    private async Task<SendOutcome> SendAsync(TelegramText part, CancellationToken cancellationToken)
    {
        var placed = part.FollowsClient ? part with { ThreadId = await topics.FindAsync(part.ChatId) } : part;
        var outcome = await telegram.SendAsync(placed, cancellationToken);
        return outcome is SendOutcome.Failed && placed.ThreadId is not null
            ? await telegram.SendAsync(placed with { ThreadId = null }, cancellationToken)
            : outcome;
    }

    public async Task<ProviderState> AskAsync(CancellationToken cancellationToken) => await account.GetMeAsync(cancellationToken) switch
    {
        { Status: 200, UserName: not null } => ProviderState.Well,
        { Status: 401 or 403 or 404 } => ProviderState.Refused,
        _ => ProviderState.Away,
    };
}
