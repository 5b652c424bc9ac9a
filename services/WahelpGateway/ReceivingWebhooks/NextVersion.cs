namespace Relay.WahelpGateway.ReceivingWebhooks;

/// <summary>An edit to relay.</summary>
/// <param name="Id">The id under which it is relayed.</param>
/// <param name="HasOtherFile">True if the file changed too: a file that the client has is not sent again.</param>
internal sealed record NextVersion(Guid Id, bool HasOtherFile);
