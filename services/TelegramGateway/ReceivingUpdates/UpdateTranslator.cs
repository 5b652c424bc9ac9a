using System.Globalization;
using Relay.Contracts;
using Relay.Contracts.Telegram;
using Relay.Delivery.Messages;
using Relay.ServiceDefaults.Configuration;
using Relay.ServiceDefaults.DeadLetters;
using Relay.TelegramGateway.LinkingFiles;
using Relay.TelegramGateway.Prompting;
using Relay.TelegramGateway.TelegramApi;

namespace Relay.TelegramGateway.ReceivingUpdates;

/// <summary>Turns an update into an intake. A pure function.</summary>
/// <param name="botId">The bot's id.</param>
/// <param name="language">The managers' language, and that of clients whose language is unknown.</param>
internal sealed class UpdateTranslator(long botId, RelayLanguage language)
{
    private readonly Wording wording = new(language);

    /// <summary>True if files have links here: then a file without one needs an explanation.</summary>
    public bool LinksFiles { get; init; }

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
        var content = wording.Of(message.Content, tellsTooBig: LinksFiles);
        var hash = MessageHash.Of(content, message.File?.UniqueId);
        if (message.IsEdit && known.TextHash == hash)
        {
            // Telegram also sends edits for invisible changes.
            return new(Seen(raw));
        }

        var lane = LaneKey.OfChat(botId, message.ChatId);
        var worded = wording.InContext(content, message);
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
            Kind = worded.Kind,
            Text = worded.Text,
            Entities = worded.Entities,
            IsEdit = message.IsEdit,
            StartPayload = known.StartPayload,
            AcceptedAt = now,
            WrittenAt = message.WrittenAt,
            Attachments = known.Link is { } link ? [ToAttachment(link, message.File!)] : [],
        };
        var intake = Seen(raw) with
        {
            Publish = received,
            Lane = lane,
            Party = message.From.Id.ToString(CultureInfo.InvariantCulture),
            Local = LinksFiles && message.File is { IsTooBig: true } ? [.. local, AskForLess(message)] : local,
        };
        return new(intake)
        {
            TextHash = hash,
            File = known.Link is { Id: var id } ? new StoredFile(id, botId, message.ChatId, message.MessageId, message.File) : null,
        };
    }

    private static Attachment ToAttachment(FileLink link, ClientFile file) => new() { Url = link.Url, FileName = file.Name, Size = file.Size };

    /// <summary>Once for an album, and once for a message that is edited later.</summary>
    private LocalMessage AskForLess(ReceivedUpdate.PrivateMessage message)
    {
        var one = message.AlbumId ?? message.MessageId.ToString(CultureInfo.InvariantCulture);
        var cause = MessageIds.Of(string.Create(CultureInfo.InvariantCulture, $"file:{botId}:{message.ChatId}:{one}"));
        return new Prompt(PromptKind.FileTooBig, message.ChatId, Language.Of(message.From.LanguageCode, language)) { ThreadId = message.ThreadId }
            .ToLocal(Prompt.IdOf(PromptKind.FileTooBig, cause));
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
