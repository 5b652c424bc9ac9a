namespace Relay.Delivery.Messages;

/// <summary>What a part shows once the provider took it, kept so that a later change finds the parts that differ.</summary>
/// <param name="Part">Which part of its message it is, counted from 0.</param>
/// <param name="Content">The kind of content and a hash of it: never the content itself. Only its provider reads it.</param>
public sealed record ShownContent(int Part, string Content);
