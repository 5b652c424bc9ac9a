using Relay.WahelpGateway.Persistence;

namespace Relay.WahelpGateway.ReceivingWebhooks;

/// <summary>An edit to relay.</summary>
/// <param name="Id">The id under which it is relayed.</param>
/// <param name="First">The message's first version.</param>
/// <param name="OtherFileUrl">The address of its file; null if that is the first version's, or if there is none.</param>
internal sealed record NextVersion(Guid Id, RelayedText First, string? OtherFileUrl);
