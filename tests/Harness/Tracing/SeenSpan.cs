namespace Relay.Harness.Tracing;

/// <summary>A span as the collector received it.</summary>
/// <param name="Service">The service.</param>
/// <param name="TraceId">In hexadecimal.</param>
/// <param name="Name">Its operation.</param>
/// <param name="Tags">Its tags.</param>
public sealed record SeenSpan(string Service, string TraceId, string Name, IReadOnlyDictionary<string, string> Tags)
{
    /// <summary>The message of this step; null for other spans.</summary>
    public string? MessageId => Tags.GetValueOrDefault("relay.message_id");

    /// <summary>The message's lane, by its public name.</summary>
    public string? Lane => Tags.GetValueOrDefault("relay.lane");

    /// <summary>The outcome of this step.</summary>
    public string? Outcome => Tags.GetValueOrDefault("relay.outcome");
}
