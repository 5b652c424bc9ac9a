using Relay.Contracts.Lanes;
using Relay.Delivery.Messages;
using Relay.Delivery.Providers;
using Relay.Delivery.TellingTheOwner;

namespace Relay.Delivery.Tests;

public sealed record Delivered(IReadOnlyList<Guid> Ids, IReadOnlyList<Guid> Duplicates);

public sealed record Held(Guid Id, string Reason, DateTimeOffset Since);

public sealed record Failed(Guid Id, string Reason);

/// <summary>Outcomes, in the tests' words.</summary>
public static class TestOutcomes
{
    public static object Of(MessageOutcomes outcomes) => outcomes.State switch
    {
        OutcomeState.Held => new Held(outcomes.MessageIds[0], outcomes.Reason!, outcomes.Since!.Value),
        OutcomeState.Failed => new Failed(outcomes.MessageIds[0], outcomes.Reason!),
        _ => new Delivered(outcomes.MessageIds, outcomes.MaybeDuplicates),
    };
}

/// <summary>The writers of the tests' gateway: keeps their reports; the owner is notified of failed own messages.</summary>
public sealed class TestWriters(IOwnerNotices owner) : IWriters
{
    public List<UndeliveredMessage> HeldOf { get; } = [];

    public List<UndeliveredMessage> FailedOf { get; } = [];

    public Task TellHeldAsync(UndeliveredMessage message, CancellationToken cancellationToken)
    {
        HeldOf.Add(message);
        return Task.CompletedTask;
    }

    public Task TellFailedAsync(UndeliveredMessage message, CancellationToken cancellationToken)
    {
        FailedOf.Add(message);
        return Task.CompletedTask;
    }

    public Task TellOwnFailedAsync(OutgoingMessage message, string reason, CancellationToken cancellationToken) =>
        message.Body == "untellable"
            ? throw new FormatException("untellable")
            : owner.TellAsync(new OwnerNotice("note_failed", message.MessageId.ToString(), reason, message.ReceivedAt), cancellationToken);
}
