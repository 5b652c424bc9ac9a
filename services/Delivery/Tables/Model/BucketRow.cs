namespace Relay.Delivery.Tables.Model;

/// <summary>A token bucket that all instances share.</summary>
public sealed class BucketRow
{
    /// <summary><c>all</c>, or a recipient.</summary>
    public string Key { get; set; } = "";

    /// <summary>Tokens left at <see cref="RefilledAt"/>.</summary>
    public double Tokens { get; set; }

    /// <summary>When the tokens were last computed.</summary>
    public DateTimeOffset RefilledAt { get; set; }
}
