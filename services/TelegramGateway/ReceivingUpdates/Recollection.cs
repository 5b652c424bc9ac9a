using Relay.TelegramGateway.LinkingFiles;
using Relay.TelegramGateway.TelegramApi;

namespace Relay.TelegramGateway.ReceivingUpdates;

/// <summary>What is known of a batch's chats, and what the batch changes: later updates of a batch see the changes of earlier ones.</summary>
internal sealed class Recollection
{
    private readonly Dictionary<long, StartedChat> starts = [];
    private readonly Dictionary<(long ChatId, int MessageId), long> texts = [];
    private readonly Dictionary<long, int?> topics = [];
    private readonly Dictionary<(long ChatId, int MessageId, string UniqueId), FileLink> links = [];
    private readonly Dictionary<Guid, StoredFile> newFiles = [];
    private readonly HashSet<long> changedStarts = [];
    private readonly HashSet<(long ChatId, int MessageId)> changedTexts = [];
    private readonly HashSet<long> changedTopics = [];

    /// <summary>Starts that are new, or were given to a message.</summary>
    public IEnumerable<StartedChat> ChangedStarts => changedStarts.Order().Select(chat => starts[chat]);

    /// <summary>New texts.</summary>
    public IEnumerable<(long ChatId, int MessageId, long Hash)> ChangedTexts => changedTexts.Order().Select(key => (key.ChatId, key.MessageId, texts[key]));

    /// <summary>Chats whose client now writes in another topic; null for the main conversation.</summary>
    public IEnumerable<(long ChatId, int? ThreadId)> ChangedTopics => changedTopics.Order().Select(chat => (chat, topics[chat]));

    /// <summary>Files whose links the batch's messages hold.</summary>
    public IReadOnlyList<StoredFile> NewFiles => [.. newFiles.Values.OrderBy(file => file.Id)];

    public void Add(ReceivedUpdate.PrivateMessage message, FileLink link) => links[KeyOf(message)] = link;

    public void AddTopic(long chatId, int threadId) => topics[chatId] = threadId;

    public void Add(StartedChat start) => starts[start.ChatId] = start;

    public void Add(long chatId, int messageId, long hash) => texts[(chatId, messageId)] = hash;

    public KnownOfChat Of(ReceivedUpdate.PrivateMessage message, Guid id) => new(
        starts.TryGetValue(message.ChatId, out var start) && start.IsFor(message, id) ? start.Payload : null,
        texts.TryGetValue((message.ChatId, message.MessageId), out var hash) ? hash : null)
    {
        Link = links.GetValueOrDefault(KeyOf(message)),
    };

    public void Keep(ReceivedUpdate.PrivateMessage message, Translation translation)
    {
        if (!message.IsEdit && topics.GetValueOrDefault(message.ChatId) != message.ThreadId)
        {
            topics[message.ChatId] = message.ThreadId;
            changedTopics.Add(message.ChatId);
        }

        if (translation.StartPayload is { } payload && !(starts.TryGetValue(message.ChatId, out var known) && known.MessageId >= message.MessageId))
        {
            starts[message.ChatId] = new(message.ChatId, message.MessageId, payload, GivenTo: null);
            changedStarts.Add(message.ChatId);
        }

        if (translation.File is { } file)
        {
            newFiles[file.Id] = file;
        }

        if (translation.TextHash is { } hash)
        {
            texts[(message.ChatId, message.MessageId)] = hash;
            changedTexts.Add((message.ChatId, message.MessageId));
            if (starts.TryGetValue(message.ChatId, out var start) && start.GivenTo is null && start.IsFor(message, translation.Intake.MessageId))
            {
                starts[message.ChatId] = start with { GivenTo = translation.Intake.MessageId };
                changedStarts.Add(message.ChatId);
            }
        }
    }

    private static (long ChatId, int MessageId, string UniqueId) KeyOf(ReceivedUpdate.PrivateMessage message) =>
        (message.ChatId, message.MessageId, message.File?.UniqueId ?? "");
}

/// <summary>The last <c>/start</c> with a payload in a chat.</summary>
/// <param name="MessageId">Telegram's id of the <c>/start</c>; rises within a chat.</param>
/// <param name="GivenTo">The message that carries the payload; null until one came.</param>
internal sealed record StartedChat(long ChatId, int MessageId, string Payload, Guid? GivenTo)
{
    /// <summary>True for the first message after it, also if that one comes again.</summary>
    public bool IsFor(ReceivedUpdate.PrivateMessage message, Guid id) => GivenTo is null ? message.MessageId > MessageId : GivenTo == id;
}
