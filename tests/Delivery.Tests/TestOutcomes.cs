using Relay.Delivery.Announcing;
using Relay.Delivery.Messages;
using Relay.Delivery.TellingTheOwner;

namespace Relay.Delivery.Tests;

public sealed record Delivered(IReadOnlyList<Guid> Ids, IReadOnlyList<Guid> Duplicates);

public sealed record Held(Guid Id, string Reason, DateTimeOffset Since);

public sealed record Failed(Guid Id, string Reason);

/// <summary>The outcome contracts of the tests' gateway. A body that is not JSON cannot be told.</summary>
public sealed class TestOutcomes : IOutcomeContracts
{
    object IOutcomeContracts.Delivered(IReadOnlyList<Guid> messageIds, IReadOnlyList<Guid> maybeDuplicates) => new Delivered(messageIds, maybeDuplicates);

    object IOutcomeContracts.Held(OutgoingMessage message, string reason, DateTimeOffset since) => new Held(message.MessageId, reason, since);

    object IOutcomeContracts.Failed(OutgoingMessage message, string reason, DateTimeOffset failedAt) =>
        message.Body == "unreadable" ? throw new FormatException("unreadable") : new Failed(message.MessageId, reason);

    OwnerNotice? IOutcomeContracts.LocalFailed(OutgoingMessage message, string reason) =>
        new("note_failed", message.MessageId.ToString(), reason, message.ReceivedAt);
}
