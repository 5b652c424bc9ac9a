using Relay.Delivery.Messages;

namespace Relay.TelegramGateway.TelegramApi;

/// <summary>What one call sends to a chat: a text or a file.</summary>
/// <param name="ChatId">The chat.</param>
internal abstract record TelegramPart(long ChatId)
{
    /// <summary>What the chat shows if the call succeeds, for later changes; null if nothing changes it later.</summary>
    public ShownContent? Shown { get; init; }

    /// <summary>True if it goes into the topic that the client last wrote in.</summary>
    public bool FollowsClient { get; init; }

    /// <summary>The chat's topic; null for its main conversation.</summary>
    public int? ThreadId { get; init; }

    /// <summary>The subscriber's conversation among a channel's direct messages; otherwise null.</summary>
    public long? DirectTopicId { get; init; }
}
