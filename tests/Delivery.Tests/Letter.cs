namespace Relay.Delivery.Tests;

/// <summary>A contract for these tests.</summary>
public sealed record Letter
{
    public string Text { get; init; } = "";

    public long Number { get; init; }

    public long Previous { get; init; }
}
