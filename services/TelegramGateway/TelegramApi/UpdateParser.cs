using System.Text.Json;
using Relay.Contracts.Telegram;
using Telegram.Bot;
using Telegram.Bot.Types;
using Telegram.Bot.Types.Enums;

namespace Relay.TelegramGateway.TelegramApi;

/// <summary>Reads one update with Telegram.Bot's types. What they cannot read fails alone.</summary>
internal static class UpdateParser
{
    /// <returns>What the update says; null where it cannot be read.</returns>
    public static ReceivedUpdate? Parse(RawUpdate raw)
    {
        if (raw.Id is null)
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize<Update>(raw.Json, JsonBotAPI.Options) is { } update ? Read(update) : null;
        }
        catch (Exception)
        {
            // Whatever it fails of, it is this update's own fault: the types do not check that what must be there is there.
            return null;
        }
    }

    private static ReceivedUpdate Read(Update update) => update switch
    {
        { Message: { } message } => Read(message, isEdit: false),
        { EditedMessage: { } message } => Read(message, isEdit: true),
        { MyChatMember: { } change } => Read(change),
        _ => new ReceivedUpdate.Ignored(update.Type.ToString()),
    };

    private static ReceivedUpdate Read(Message message, bool isEdit) => message switch
    {
        { Chat: null } => throw new JsonException("A message without a chat."),
        { Chat.Type: ChatType.Private } when Content(message) is { } content =>
            new ReceivedUpdate.PrivateMessage(message.Chat.Id, message.Id, User(message), isEdit, content),
        { Chat.Type: ChatType.Group or ChatType.Supergroup } when !isEdit && Content(message) is not null => new ReceivedUpdate.InGroup(message.Chat.Id),
        _ => new ReceivedUpdate.Ignored(message.Type.ToString()),
    };

    private static ReceivedUpdate Read(ChatMemberUpdated change) => (change.Chat.Type, change.NewChatMember.Status) switch
    {
        (ChatType.Private, ChatMemberStatus.Kicked) => new ReceivedUpdate.BlockChanged(change.Chat.Id, change.From.Id, Blocked: true),
        (ChatType.Private, ChatMemberStatus.Member) => new ReceivedUpdate.BlockChanged(change.Chat.Id, change.From.Id, Blocked: false),
        (ChatType.Group or ChatType.Supergroup, ChatMemberStatus.Member or ChatMemberStatus.Administrator) => new ReceivedUpdate.InGroup(change.Chat.Id),
        _ => new ReceivedUpdate.Ignored(nameof(UpdateType.MyChatMember)),
    };

    private static ChatUser User(Message message)
    {
        var (id, first, last) = message.From is { } from ? (from.Id, from.FirstName, from.LastName) : (message.Chat.Id, message.Chat.FirstName, message.Chat.LastName);
        return new(id, FullName(first, last), message.From?.LanguageCode);
    }

    /// <returns>Null for Telegram's own notes (pinned, a timer changed, …).</returns>
    private static MessageContent? Content(Message message) => message switch
    {
        { Text: { } text } => new MessageContent.Words(text, Entities(message.Entities)),
        { Contact: { } contact } => new MessageContent.SharedContact(
            contact.UserId, contact.PhoneNumber ?? "", FullName(contact.FirstName, contact.LastName), message.ForwardOrigin is not null),
        // Telegram.Bot calls a kind that it does not know a service message too: those must not be passed over in silence.
        { IsServiceMessage: true, Type: not (MessageType.Unknown or MessageType.Gift or MessageType.UniqueGift) } => null,
        _ => new MessageContent.Media(
            Kind(message.Type), message.Caption ?? "", Entities(message.CaptionEntities), message.Sticker?.Emoji ?? message.Dice?.Emoji ?? ""),
    };

    private static MediaKind Kind(MessageType type) => type switch
    {
        MessageType.LivePhoto => MediaKind.Photo,
        MessageType.UniqueGift => MediaKind.Gift,
        MessageType.GiveawayWinners => MediaKind.Giveaway,
        _ => Enum.TryParse<MediaKind>(type.ToString(), out var kind) ? kind : MediaKind.Unknown,
    };

    private static TextEntity[] Entities(MessageEntity[]? entities) => entities is null
        ? []
        : [.. from entity in entities
              where Enum.IsDefined(entity.Type)
              select new TextEntity
              {
                  Type = JsonNamingPolicy.SnakeCaseLower.ConvertName(entity.Type.ToString()),
                  Offset = entity.Offset,
                  Length = entity.Length,
                  Url = entity.Url,
              }];

    private static string FullName(string? first, string? last) => $"{first} {last}".Trim();
}
