namespace Relay.Delivery.Messages;

/// <summary>A part of a message in the recipient's chat.</summary>
/// <param name="ProviderMessageId">The provider's id of it.</param>
/// <param name="Part">Which part it is, counted from 0; <see cref="Left"/> if it could not be edited and another message took its place.</param>
/// <param name="Content">
/// What it shows, as the provider named it in <see cref="ShownContent"/>; null if unknown: an older version sent it, or its text is no longer kept.
/// </param>
public sealed record ShownPart(string ProviderMessageId, int Part, string? Content)
{
    /// <summary>Stands for no part: only a deletion of the whole message concerns it.</summary>
    public const int Left = -1;
}
