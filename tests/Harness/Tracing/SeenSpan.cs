namespace Relay.Harness.Tracing;

/// <summary>A span as whoever collects spans was told it.</summary>
/// <param name="Service">Of which service.</param>
/// <param name="TraceId">In hexadecimal.</param>
/// <param name="Name">What was done.</param>
/// <param name="Tags">What it says of it.</param>
public sealed record SeenSpan(string Service, string TraceId, string Name, IReadOnlyDictionary<string, string> Tags)
{
    /// <summary>The message whose step it is; null where it is none of a message's.</summary>
    public string? MessageId => Tags.GetValueOrDefault("relay.message_id");

    /// <summary>The message's lane, by its public name.</summary>
    public string? Lane => Tags.GetValueOrDefault("relay.lane");

    /// <summary>What became of the message in this step.</summary>
    public string? Outcome => Tags.GetValueOrDefault("relay.outcome");
}
