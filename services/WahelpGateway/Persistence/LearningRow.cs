namespace Relay.WahelpGateway.Persistence;

/// <summary>Something that a run of learning keeps while it lasts. Bodies hold what people wrote: all rows go at the run's end.</summary>
internal sealed class LearningRow
{
    /// <summary>In the order of coming.</summary>
    public long Id { get; set; }

    /// <summary>See <see cref="LearningKind"/>.</summary>
    public string Kind { get; set; } = "";

    /// <summary>When it was kept.</summary>
    public DateTimeOffset At { get; set; }

    /// <summary>When the run is over, if nobody ends it before.</summary>
    public DateTimeOffset EndsAt { get; set; }

    /// <summary>Of a webhook's event: the message's ids with their names.</summary>
    public string[] Ids { get; set; } = [];

    /// <summary>JSON.</summary>
    public string Body { get; set; } = "";
}
