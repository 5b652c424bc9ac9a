using System.Globalization;
using Relay.Delivery.Messages;
using Relay.ServiceDefaults.Configuration;

namespace Relay.TelegramGateway.Prompting;

/// <summary>The gateway's own message in a chat. Its text is composed when it is sent, because the client may be linked by then.</summary>
/// <param name="Reason">Why a message failed; only for <see cref="PromptKind.NotDelivered"/>.</param>
internal sealed record Prompt(PromptKind Kind, long ChatId, RelayLanguage Language, string? Reason = null)
{
    /// <summary>The topic to answer in; null for the chat's main conversation.</summary>
    public int? ThreadId { get; init; }

    /// <summary>The subscriber's conversation among a channel's direct messages; otherwise null.</summary>
    public long? DirectTopicId { get; init; }

    /// <summary>The prompt as a message of the chat's own local lane.</summary>
    /// <param name="messageId">Made of the cause, so that a cause makes one prompt.</param>
    public LocalMessage ToLocal(Guid messageId)
    {
        return new LocalMessage
        {
            MessageId = messageId,
            Lane = LaneKey.OfOwn(KindNames.Prompt, ChatId),
            Party = ChatId.ToString(CultureInfo.InvariantCulture),
            Type = KindNames.Prompt,
            Body = MessageJson.Write(this),
        };
    }

    /// <summary>The id of the prompt that one message causes.</summary>
    public static Guid IdOf(PromptKind kind, Guid cause) => MessageIds.Of($"local:{kind}:{cause:N}");
}

/// <summary>The subject of a prompt.</summary>
internal enum PromptKind
{
    /// <summary>The client must share the contact. Not sent if the client is linked by then.</summary>
    AskContact = 0,

    /// <summary>After <c>/start</c>: a greeting if the client is linked, otherwise as <see cref="AskContact"/>.</summary>
    Start = 1,

    /// <summary>A contact of another person, or a forwarded one. Not sent if the client is linked by then.</summary>
    ForeignContact = 2,

    /// <summary>The shared contact has no phone; sharing it again would not help.</summary>
    NotAPhone = 3,

    /// <summary>The contact was linked; the keyboard is removed.</summary>
    Thanks = 4,

    /// <summary>A message will not reach the manager.</summary>
    NotDelivered = 5,

    /// <summary>The bot does not work in groups.</summary>
    NoGroups = 6,

    /// <summary>Too many messages wait for the contact, and no more are kept. Not sent if the client is linked by then.</summary>
    NothingMoreIsKept = 7,

    /// <summary>Bots cannot fetch a file of this size: the client is asked for a smaller one.</summary>
    FileTooBig = 8,
}
