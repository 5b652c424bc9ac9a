namespace Relay.WahelpGateway;

/// <summary>Tells managers of what they wrote and no client was shown.</summary>
internal interface IManagerNotes
{
    /// <summary>Nobody can tell a message from the echo of one of ours: its author hears that it was not shown. A repeat changes nothing.</summary>
    /// <param name="messageId">What makes it the same note.</param>
    Task TellDoubtfulAsync(string phone, Guid messageId, string text, CancellationToken cancellationToken);
}
