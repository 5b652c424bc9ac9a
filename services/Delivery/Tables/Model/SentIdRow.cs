using Relay.Delivery.Messages;

namespace Relay.Delivery.Tables.Model;

/// <summary>An id that the provider returned for one of our messages.</summary>
public sealed class SentIdRow
{
    /// <summary>The provider's id.</summary>
    public string ProviderMessageId { get; set; } = "";

    /// <summary>Our message. A part that a change of it sent is its part too.</summary>
    public Guid MessageId { get; set; }

    /// <summary>As <see cref="ShownPart.Part"/>; null if nothing changes it later, or an older version sent it.</summary>
    public int? Part { get; set; }

    /// <summary>The kind of what the part shows, and a hash of it; null if unknown, and after texts are deleted.</summary>
    public string? Content { get; set; }

    /// <summary>When it was stored.</summary>
    public DateTimeOffset At { get; set; }
}
