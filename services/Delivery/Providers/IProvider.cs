using Relay.Delivery.Messages;
using Relay.Delivery.Settings;

namespace Relay.Delivery.Providers;

/// <summary>A gateway's provider, as Delivery calls it. It never retries: each retry has one home, the lane.</summary>
/// <typeparam name="TPart">What one call sends.</typeparam>
public interface IProvider<TPart>
{
    /// <summary>
    /// How long to look for signs (echo, history) that an unanswered message arrived, before it is sent again; zero if the provider shows none.
    /// </summary>
    TimeSpan ArrivalShowsWithin { get; }

    /// <summary>False while nothing may be sent at all, for a reason of the gateway's own: all messages wait, and it says in its health why.</summary>
    ValueTask<bool> MaySendAsync(CancellationToken cancellationToken) => new(true);

    /// <summary>
    /// Makes the one call that sends this part, and maps whatever comes back. The intent is committed before it. Ends within
    /// <see cref="Timings.TextCall"/>, unless <see cref="Recipient.Known.MayTakeLong"/>: then it ends by itself when the process is to stop. An exception
    /// means <see cref="SendOutcome.Unanswered"/>.
    /// </summary>
    Task<SendOutcome> SendAsync(OutgoingMessage message, Recipient.Known recipient, TPart part, CancellationToken cancellationToken);

    /// <summary>
    /// Asks the provider something that reaches nobody: is it there, and is the account good? So a doubt that the answer to a message
    /// leaves is asked about, not guessed. Cancelled after 5 s; an exception means <see cref="ProviderState.Away"/>.
    /// </summary>
    Task<ProviderState> AskAsync(CancellationToken cancellationToken);
}
