using Relay.Contracts.Wahelp;
using Relay.Delivery.Accepting;

namespace Relay.WahelpGateway.Persistence;

/// <summary>What managers and other systems wrote to clients, as it was accepted.</summary>
internal interface IAcceptedReplies
{
    /// <summary>A reply's text; null if it is not known, or no longer.</summary>
    Task<string?> FindTextAsync(Guid messageId, CancellationToken cancellationToken);
}

internal sealed class AcceptedReplies(IAcceptedMessages accepted) : IAcceptedReplies
{
    public async Task<string?> FindTextAsync(Guid messageId, CancellationToken cancellationToken) =>
        await accepted.FindAsync([messageId], cancellationToken) is [var message] ? message.Read<OperatorReplied>()?.Text : null;
}
