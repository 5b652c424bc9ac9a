using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Relay.Contracts.Telegram;
using Relay.Delivery.Messages;
using Relay.ServiceDefaults.Configuration;
using Relay.ServiceDefaults.DeadLetters;
using Relay.TelegramGateway.Prompting;
using Relay.TelegramGateway.TelegramApi;

namespace Relay.TelegramGateway.ReceivingUpdates;

/// <summary>Turns an update into an intake. A pure function.</summary>
/// <param name="botId">The bot's id.</param>
/// <param name="language">The managers' language, and that of clients whose language is unknown.</param>
internal sealed class UpdateTranslator(long botId, RelayLanguage language)
{
    /// <param name="update">The parsed raw update; null if it cannot be read.</param>
    public Translation Translate(RawUpdate raw, ReceivedUpdate? update, KnownOfChat known, DateTimeOffset now) => update switch
    {
        ReceivedUpdate.PrivateMessage message => Translate(raw, message, known, now),
        ReceivedUpdate.InGroup group => new(Seen(raw) with { Local = [NoGroups(group)] }),
        null => Dead(raw, raw.Id is null ? "not an update" : "an update that cannot be read"),
        _ => new(Seen(raw)),
    };

    /// <summary>A dead letter; the update's own id stays free for a replay.</summary>
    public Translation Dead(RawUpdate raw, string reason) =>
        new(new Intake { MessageId = MessageIds.Of($"dead:{raw.MessageId(botId)}"), Dead = Poison(raw, reason) });

    /// <summary>The message id of the update's content.</summary>
    public Guid IdOf(RawUpdate raw) => raw.MessageId(botId);

    /// <summary>64 bits of SHA-256: enough to see whether a text changed.</summary>
    public static long Hash(string text) => BinaryPrimitives.ReadInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private Translation Translate(RawUpdate raw, ReceivedUpdate.PrivateMessage message, KnownOfChat known, DateTimeOffset now) => message.Content switch
    {
        MessageContent.Words words when StartCommand.Read(words.Text) is { } start => message.IsEdit
            ? new(Seen(raw))
            : new(Seen(raw) with { Local = [ToPrompt(raw, message, PromptKind.Start)] }) { StartPayload = start.Payload },
        MessageContent.SharedContact { IsProof: true } contact => new(message.IsEdit ? Seen(raw) : Contact(raw, message, contact, now)),
        MessageContent.SharedContact when !message.IsEdit => Relayed(raw, message, known, now, ToPrompt(raw, message, PromptKind.ForeignContact)),
        _ => Relayed(raw, message, known, now),
    };

    private Intake Contact(RawUpdate raw, ReceivedUpdate.PrivateMessage message, MessageContent.SharedContact contact, DateTimeOffset now) => Seen(raw) with
    {
        Publish = new ClientContactShared
        {
            MessageId = raw.MessageId(botId),
            BotId = botId,
            ChatId = message.ChatId,
            TelegramUserId = message.From.Id,
            Phone = contact.Phone,
            Name = contact.Name is { Length: > 0 } name ? name : message.From.Name,
            LanguageCode = message.From.LanguageCode,
            AcceptedAt = now,
        },
    };

    private Translation Relayed(
        RawUpdate raw, ReceivedUpdate.PrivateMessage message, KnownOfChat known, DateTimeOffset now, params IReadOnlyList<LocalMessage> local)
    {
        var (kind, text, entities) = Compose(message.Content);
        var hash = Hash(text);
        if (message.IsEdit && known.TextHash == hash)
        {
            // Telegram also sends edits for invisible changes.
            return new(Seen(raw));
        }

        var lane = LaneKey.OfChat(botId, message.ChatId);
        var received = new ClientMessageReceived
        {
            MessageId = raw.MessageId(botId),
            Lane = lane,
            Number = 0,
            Previous = 0,
            BotId = botId,
            ChatId = message.ChatId,
            TelegramUserId = message.From.Id,
            TelegramMessageId = message.MessageId,
            Name = message.From.Name,
            LanguageCode = message.From.LanguageCode,
            Kind = kind,
            Text = text,
            Entities = entities,
            IsEdit = message.IsEdit,
            StartPayload = known.StartPayload,
            AcceptedAt = now,
            WrittenAt = message.WrittenAt,
        };
        var intake = Seen(raw) with { Publish = received, Lane = lane, Party = message.From.Id.ToString(CultureInfo.InvariantCulture), Local = local };
        return new(intake) { TextHash = hash };
    }

    private (ClientMessageKind Kind, string Text, IReadOnlyList<TextEntity> Entities) Compose(MessageContent content) => content switch
    {
        MessageContent.Words words when !string.IsNullOrWhiteSpace(words.Text) => (ClientMessageKind.Text, words.Text, words.Entities),
        MessageContent.Words => (ClientMessageKind.Placeholder, $"[{Words.EmptyPlaceholder(language)}]", []),
        MessageContent.SharedContact contact => (
            ClientMessageKind.Placeholder,
            $"[{Words.ContactPlaceholder(language)}] {string.Join(", ", new[] { contact.Name, contact.Phone }.Where(part => part.Length > 0))}".TrimEnd(),
            []),
        MessageContent.Media media => Compose(media),
        _ => throw new InvalidOperationException("An unknown content."),
    };

    private (ClientMessageKind Kind, string Text, IReadOnlyList<TextEntity> Entities) Compose(MessageContent.Media media)
    {
        // The emoji of a sticker or a dice is within the brackets, text follows them.
        var isSign = media.Kind is MediaKind.Sticker or MediaKind.Dice;
        var placeholder =
            $"[{Words.Placeholder(language, media.Kind)}{(isSign ? " " + media.Details : "").TrimEnd()}]{(isSign ? "" : " " + media.Details).TrimEnd()}";
        if (string.IsNullOrWhiteSpace(media.Caption))
        {
            return (ClientMessageKind.Placeholder, placeholder, []);
        }

        var shift = placeholder.Length + 1;
        return (
            ClientMessageKind.Placeholder,
            $"{placeholder} {media.Caption}",
            [.. media.Entities.Select(entity => entity with { Offset = entity.Offset + shift })]);
    }

    private Intake Seen(RawUpdate raw) => new() { MessageId = raw.MessageId(botId), Raw = raw.Json };

    private DeadLetter Poison(RawUpdate raw, string reason) => new(
        DeadLetterSource.TelegramUpdate,
        reason,
        raw.Json,
        $"{DeadLetterSource.TelegramUpdate}:{botId.ToString(CultureInfo.InvariantCulture)}:{raw.Key}");

    private LocalMessage ToPrompt(RawUpdate raw, ReceivedUpdate.PrivateMessage message, PromptKind kind) =>
        (new Prompt(kind, message.ChatId, Language.Of(message.From.LanguageCode, language)) { ThreadId = message.ThreadId }).ToLocal(
            Prompt.IdOf(kind, raw.MessageId(botId)));

    /// <summary>One id per chat, and per subscriber among a channel's direct messages, so that it is said once.</summary>
    private LocalMessage NoGroups(ReceivedUpdate.InGroup group) =>
        (new Prompt(PromptKind.NoGroups, group.ChatId, language) { ThreadId = group.ThreadId, DirectTopicId = group.DirectTopicId }).ToLocal(
            MessageIds.Of(
                string.Create(CultureInfo.InvariantCulture, $"local:group:{botId}:{group.ChatId}{(group.DirectTopicId is { } topic ? ":" + topic : "")}")));
}
