namespace Relay.Delivery.Tests;

/// <summary>A contract for these tests.</summary>
public sealed record Letter
{
    public string Text { get; init; } = "";

    public long Number { get; init; }

    public long Previous { get; init; }

    /// <summary>The text of the letter that it edits or deletes; null if it is a new one.</summary>
    public string? Changes { get; init; }

    public bool IsDeletion { get; init; }
}
