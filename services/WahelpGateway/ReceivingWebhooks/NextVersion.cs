using Relay.WahelpGateway.Persistence;

namespace Relay.WahelpGateway.ReceivingWebhooks;

/// <summary>An edit to relay.</summary>
/// <param name="Id">The id under which it is relayed.</param>
/// <param name="First">The message's first version.</param>
/// <param name="OtherFileUrl">The address of its file; null if the message never had another file, or has none.</param>
internal sealed record NextVersion(Guid Id, RelayedText First, string? OtherFileUrl);
