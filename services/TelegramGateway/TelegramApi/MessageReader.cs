using System.Globalization;
using System.Text.Json;
using Relay.Contracts.Telegram;
using Telegram.Bot.Types;
using Telegram.Bot.Types.Enums;

namespace Relay.TelegramGateway.TelegramApi;

/// <summary>Reads the content of a message: its texts, wherever its kind keeps them.</summary>
internal static class MessageReader
{
    /// <returns>Null for Telegram's own service messages (pinned, a timer changed, …).</returns>
    /// <param name="raw">The update, if the message is its own; null for a message that another one answers.</param>
    public static MessageContent? Content(Message message, RawUpdate? raw) => message switch
    {
        { Text: { } text } => new MessageContent.Words(text, Entities(message.Entities)),
        { Contact: { } contact } => new MessageContent.SharedContact(
            contact.UserId, contact.PhoneNumber ?? "", FullName(contact.FirstName, contact.LastName), IsProof(message, contact, raw)),
        _ when ServiceMessages.NobodySends.Contains(message.Type) => null,
        { Type: MessageType.RichMessage } when Words(raw) is { Length: > 0 } words => new MessageContent.Words(words, []),
        _ => new MessageContent.Media(Kind(message.Type), Details(message, raw), message.Caption ?? "", Entities(message.CaptionEntities))
        {
            File = FileReader.File(message),
        },
    };

    public static string FullName(string? first, string? last) => $"{first} {last}".Trim();

    /// <summary>
    /// A contact proves a phone only if it is the sender's own (telegram-api: "contact") and came directly from that person's own button: not forwarded
    /// in any form, not by another bot, and with a sender.
    /// </summary>
    private static bool IsProof(Message message, Contact contact, RawUpdate? raw)
    {
        if (raw is null)
        {
            return false;
        }

        using var update = JsonDocument.Parse(raw.Json, RawUpdate.Deep);
        // The raw names: a forward with an unreadable origin is a forward too.
        return message.From is { IsBot: false } from && contact.UserId == from.Id
            && !JsonWords.Message(update.RootElement).EnumerateObject().Any(member =>
                member.Name is "via_bot" || member.Name.StartsWith("forward_", StringComparison.Ordinal));
    }

    /// <summary>The content of the kind beside the caption, as text; empty if there is none.</summary>
    private static string Details(Message message, RawUpdate? raw) => message switch
    {
        { Venue: { } venue } => $"{Listed(venue.Title, venue.Address)}\n{OnMap(venue.Location)}".Trim(),
        { Location: { } place } => $"{Coordinates(place)}\n{OnMap(place)}",
        { Poll: { } poll } => WithItems(poll.Question, poll.Options?.Select(option => option.Text)),
        { Animation: not null } => "",
        { Document: { } document } => document.FileName ?? "",
        { Audio: { } audio } => audio.Title is { Length: > 0 } title ? Listed(audio.Performer, title) : audio.FileName ?? "",
        { Video: { } video } => video.FileName ?? "",
        { Sticker: { } sticker } => sticker.Emoji ?? "",
        { Dice: { } dice } => string.Create(CultureInfo.InvariantCulture, $"{dice.Emoji} {dice.Value}"),
        { Game: { } game } => Listed(game.Title, game.Description),
        { Invoice: { } invoice } => Listed(invoice.Title, invoice.Description, Money.Of(invoice.TotalAmount, invoice.Currency)),
        { Checklist: { } list } => WithItems(list.Title, list.Tasks?.Select(task => task.Text)),
        { ChecklistTasksAdded: { } added } => Listed([.. added.Tasks?.Select(task => "+ " + task.Text) ?? []]),
        { ChecklistTasksDone: { } done } => Done(done),
        { PollOptionAdded: { } added } => added.OptionText ?? "",
        { PollOptionDeleted: { } deleted } => deleted.OptionText ?? "",
        { Story: { Chat: { } author } } => author.Title ?? FullName(author.FirstName, author.LastName),
        { PaidMedia: { } paid } => string.Create(CultureInfo.InvariantCulture, $"{paid.StarCount} Telegram Stars"),
        { Giveaway: { } giveaway } => giveaway.PrizeDescription ?? "",
        { GiveawayWinners: { } ended } =>
            Listed([ended.PrizeDescription, .. ended.Winners?.Select(winner => FullName(winner.FirstName, winner.LastName)) ?? []]),
        { SuccessfulPayment: { } payment } => Money.Of(payment.TotalAmount, payment.Currency),
        { RefundedPayment: { } payment } => Money.Of(payment.TotalAmount, payment.Currency),
        { Gift: { } gift } => gift.Text ?? "",
        { GiftUpgradeSent: { } gift } => gift.Text ?? "",
        { UniqueGift: { } gift } => Listed(gift.Gift?.BaseName, gift.Text),
        { WebAppData: { } data } => Listed(data.ButtonText, data.Data),
        { UsersShared: { } users } => Listed([.. users.Users?.Select(user => Shared(user)) ?? []]),
        { ChatShared: { } chat } => Listed(chat.Title, At(chat.Username)),
        { ManagedBotCreated.Bot: { } bot } => Listed(bot.FirstName, At(bot.Username)),
        { Type: MessageType.Unknown } => Words(raw),
        _ => "",
    };

    private static string Words(RawUpdate? raw) => raw is null ? "" : JsonWords.Of(raw);

    private static string Coordinates(Location place) => string.Create(CultureInfo.InvariantCulture, $"{place.Latitude}, {place.Longitude}");

    /// <summary>Google's address takes latitude and longitude in the order in which they are shown, in every country and on every phone.</summary>
    private static string OnMap(Location? place) => place is null
        ? ""
        : string.Create(CultureInfo.InvariantCulture, $"https://maps.google.com/?q={place.Latitude},{place.Longitude}");

    private static string Done(ChecklistTasksDone done) => Listed(
        [.. from task in done.ChecklistMessage?.Checklist?.Tasks ?? []
            let sign = done.MarkedAsDoneTaskIds?.Contains(task.Id) == true ? "☑ " : done.MarkedAsNotDoneTaskIds?.Contains(task.Id) == true ? "☐ " : null
            where sign is not null
            select sign + task.Text]);

    private static string Shared(SharedUser user) => FullName(user.FirstName, user.LastName) is { Length: > 0 } name ? name : At(user.Username);

    private static string At(string? username) => username is { Length: > 0 } ? "@" + username : "";

    private static string Listed(params IReadOnlyList<string?> parts) => string.Join(", ", parts.Where(part => !string.IsNullOrWhiteSpace(part)));

    private static string WithItems(string? title, IEnumerable<string?>? items) =>
        string.Join("\n", [title ?? "", .. (items ?? []).Where(item => !string.IsNullOrWhiteSpace(item)).Select(item => "— " + item)]).Trim();

    private static MediaKind Kind(MessageType type) => type switch
    {
        MessageType.LivePhoto => MediaKind.Photo,
        MessageType.UniqueGift or MessageType.GiftUpgradeSent => MediaKind.Gift,
        MessageType.ChecklistTasksAdded or MessageType.ChecklistTasksDone => MediaKind.Checklist,
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
}
