using System.Text.Json;
using Relay.Contracts.Telegram;
using Telegram.Bot.Types;
using Telegram.Bot.Types.Enums;

namespace Relay.TelegramGateway.TelegramApi;

/// <summary>Reads one update into the gateway's own terms. An unreadable one fails alone.</summary>
internal static class UpdateParser
{
    /// <returns>The content of the update; null if it cannot be read.</returns>
    public static ReceivedUpdate? Parse(RawUpdate raw)
    {
        if (raw.Id is null)
        {
            return null;
        }

        try
        {
            return TolerantUpdate.Read(raw.Json) is { } update ? Read(update, raw) : null;
        }
        catch (Exception)
        {
            // Whatever the failure, it is this update's own.
            return null;
        }
    }

    private static ReceivedUpdate Read(Update update, RawUpdate raw) => update switch
    {
        { Message: { } message } => Read(message, raw, isEdit: false),
        { EditedMessage: { } message } => Read(message, raw, isEdit: true),
        { MyChatMember: { } change } => Read(change),
        _ => new ReceivedUpdate.Ignored(update.Type.ToString()),
    };

    private static ReceivedUpdate Read(Message message, RawUpdate raw, bool isEdit) => message switch
    {
        { Chat: null or { Id: 0 } } => throw new JsonException("A message without a chat."),
        // A live location moves: each step would be a line for the manager.
        { Location: not null } when isEdit => new ReceivedUpdate.Ignored("LiveLocation"),
        // Never answer a bot: two bots would never stop.
        { From.IsBot: true } => new ReceivedUpdate.Ignored("Bot"),
        { Chat.Type: ChatType.Private } when MessageReader.Content(message, raw) is { } content =>
            new ReceivedUpdate.PrivateMessage(message.Chat.Id, message.Id, User(message), isEdit, content, Topic(message))
            {
                WrittenAt = Time(message.EditDate ?? message.Date),
                ForwardedFrom = ContextReader.ForwardedFrom(message),
                Answers = ContextReader.Answers(message),
                AlbumId = message.MediaGroupId,
            },
        { Chat.Type: ChatType.Group or ChatType.Supergroup } when !isEdit && MessageReader.Content(message, raw) is not null =>
            new ReceivedUpdate.InGroup(message.Chat.Id, Topic(message), message.DirectMessagesTopic?.TopicId),
        { Chat.Type: ChatType.Private or ChatType.Group or ChatType.Supergroup or ChatType.Channel } => new ReceivedUpdate.Ignored(message.Type.ToString()),
        _ => throw new JsonException("A chat of an unknown kind."),
    };

    /// <summary>Telegram sends 0 if there is no time; Telegram.Bot returns its default if the member is missing.</summary>
    private static DateTimeOffset? Time(DateTime utc) => utc > DateTime.UnixEpoch ? new DateTimeOffset(utc, TimeSpan.Zero) : null;

    /// <summary>Replies in groups without topics also have a thread's id, which sendMessage refuses.</summary>
    private static int? Topic(Message message) => message.IsTopicMessage ? message.MessageThreadId : null;

    private static ReceivedUpdate Read(ChatMemberUpdated change) => (change.Chat.Type, change.NewChatMember.Status) switch
    {
        (ChatType.Private, ChatMemberStatus.Kicked) => new ReceivedUpdate.BlockChanged(change.Chat.Id, change.From.Id, Blocked: true),
        (ChatType.Private, ChatMemberStatus.Member) => new ReceivedUpdate.BlockChanged(change.Chat.Id, change.From.Id, Blocked: false),
        (ChatType.Group or ChatType.Supergroup, ChatMemberStatus.Member or ChatMemberStatus.Administrator) =>
            new ReceivedUpdate.InGroup(change.Chat.Id, ThreadId: null, DirectTopicId: null),
        _ => new ReceivedUpdate.Ignored(nameof(UpdateType.MyChatMember)),
    };

    private static ChatUser User(Message message)
    {
        var (id, first, last) = message.From is { } from
            ? (from.Id, from.FirstName, from.LastName)
            : (message.Chat.Id, message.Chat.FirstName, message.Chat.LastName);
        return new(id, MessageReader.FullName(first, last), message.From?.LanguageCode);
    }
}
