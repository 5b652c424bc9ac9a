namespace Relay.WahelpGateway.Persistence;

/// <summary>A record of a learning run. Bodies hold what people wrote: all rows are deleted at the run's end.</summary>
internal sealed class LearningRow
{
    /// <summary>Rises with the order of arrival.</summary>
    public long Id { get; set; }

    /// <summary>See <see cref="LearningKind"/>.</summary>
    public string Kind { get; set; } = "";

    /// <summary>When it was kept.</summary>
    public DateTimeOffset At { get; set; }

    /// <summary>When the run is over, if it is not ended before.</summary>
    public DateTimeOffset EndsAt { get; set; }

    /// <summary>The ids of a webhook event's message, with their names.</summary>
    public string[] Ids { get; set; } = [];

    /// <summary>JSON.</summary>
    public string Body { get; set; } = "";
}
