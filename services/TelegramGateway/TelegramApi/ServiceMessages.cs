using Telegram.Bot.Types.Enums;

namespace Relay.TelegramGateway.TelegramApi;

/// <summary>
/// Telegram's own notes that something happened in a chat, which nobody sent to anybody. A list of what is left out, not of what is relayed: so a kind
/// that a newer Bot API adds is not silent.
/// </summary>
internal static class ServiceMessages
{
    public static IReadOnlySet<MessageType> NobodySends { get; } = new HashSet<MessageType>
    {
        // In private chats too.
        MessageType.ChatBackgroundSet, MessageType.ConnectedWebsite, MessageType.MessageAutoDeleteTimerChanged, MessageType.PinnedMessage,
        MessageType.ProximityAlertTriggered, MessageType.WriteAccessAllowed,
        MessageType.ForumTopicCreated, MessageType.ForumTopicEdited, MessageType.ForumTopicClosed, MessageType.ForumTopicReopened,

        // In groups and channels only.
        MessageType.BoostAdded, MessageType.ChannelChatCreated, MessageType.ChatOwnerChanged, MessageType.ChatOwnerLeft,
        MessageType.CommunityChatAdded, MessageType.CommunityChatJoined, MessageType.CommunityChatRemoved, MessageType.DeleteChatPhoto,
        MessageType.DirectMessagePriceChanged, MessageType.GeneralForumTopicHidden, MessageType.GeneralForumTopicUnhidden,
        MessageType.GiveawayCompleted, MessageType.GiveawayCreated, MessageType.GroupChatCreated, MessageType.LeftChatMember,
        MessageType.MigrateFromChatId, MessageType.MigrateToChatId, MessageType.NewChatMembers, MessageType.NewChatPhoto, MessageType.NewChatTitle,
        MessageType.PaidMessagePriceChanged, MessageType.SuggestedPostApprovalFailed, MessageType.SuggestedPostApproved,
        MessageType.SuggestedPostDeclined, MessageType.SuggestedPostPaid, MessageType.SuggestedPostRefunded, MessageType.SupergroupChatCreated,
        MessageType.VideoChatEnded, MessageType.VideoChatParticipantsInvited, MessageType.VideoChatScheduled, MessageType.VideoChatStarted,
    };
}
