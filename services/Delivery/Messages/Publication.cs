namespace Relay.Delivery.Messages;

/// <summary>A contract on its way to the broker, with its number and previous.</summary>
/// <param name="TraceParent">The trace that it was accepted in; null without one.</param>
internal sealed record Publication(Guid MessageId, string? Lane, Type Type, object Message, string? TraceParent);

/// <summary>A row on its way to the broker.</summary>
internal sealed record RowToPublish(Guid MessageId, string Type, string Body, long Number, long Previous, string? TraceParent, string? Lane = null);
