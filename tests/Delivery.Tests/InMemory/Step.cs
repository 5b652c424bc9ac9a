namespace Relay.Delivery.Tests.InMemory;

/// <summary>What one call does to the recipient's chat.</summary>
/// <param name="To">To whom.</param>
/// <param name="Number">Which part of its message the chat shows there, counted from 0.</param>
/// <param name="Text">What it shows; null to delete it.</param>
/// <param name="Changes">The chat's id of what it edits or deletes; null to send something new.</param>
internal sealed record Step(string To, int Number, string? Text, string? Changes) : Part(To, Number)
{
    /// <summary>True if it deletes all that is known, and something else may be left.</summary>
    public bool LeavesCopies { get; init; }
}
