using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Relay.Delivery.Accepting;
using Relay.Delivery.Messages;
using Relay.Delivery.Tables;
using Relay.Delivery.TellingTheOwner;
using Relay.ServiceDefaults.Configuration;
using Relay.ServiceDefaults.DeadLetters;

namespace Relay.WahelpGateway.ReceivingWebhooks;

/// <summary>Stores messages that cannot be placed as dead letters, and notifies the owner.</summary>
internal sealed class SetAside(IAcceptance acceptance, IDatabaseIdentity birth, IOwnerNotices owner, IManagerNotes notes, RelayOptions relay, TimeProvider time)
{
    private const int MostNamed = 10;

    private readonly HashSet<string> named = new(StringComparer.Ordinal);

    /// <summary>An event that must wait until it can be judged.</summary>
    public Task WaitAsync(JudgedMessage message, CancellationToken cancellationToken) =>
        acceptance.AcceptAsync([WaitingEvents.Store(message)], alongside: null, cancellationToken);

    /// <summary>A message whose direction no setting names.</summary>
    public async Task UnknownDirectionAsync(JudgedMessage message, CancellationToken cancellationToken)
    {
        await PutAsync(message, "its direction is in no setting", cancellationToken);
        await TellUnknownAsync(message.Direction, cancellationToken);
    }

    /// <summary>The same for many messages in the history: one letter a day.</summary>
    public async Task UnplacedAsync(IReadOnlyList<JudgedMessage> unplaced, CancellationToken cancellationToken)
    {
        foreach (var message in unplaced.DistinctBy(message => message.Direction))
        {
            await TellUnknownAsync(message.Direction, cancellationToken);
        }

        if (unplaced.Count > 0)
        {
            var id = MessageIds.Of(string.Create(CultureInfo.InvariantCulture, $"wahelp-history:{time.GetUtcNow():yyyy-MM-dd}"));
            await PutAsync(id, "messages in the history have directions that no setting names; this is one of them", unplaced[0].Raw, cancellationToken);
        }
    }

    /// <summary>A manager's text that begins like a note of the relay.</summary>
    public async Task MarkedAsync(JudgedMessage message, CancellationToken cancellationToken)
    {
        await PutAsync(message, "it begins as the relay's own notes do", cancellationToken);
        var words = relay.Language == RelayLanguage.En
            ? "A manager's message begins with the mark of Relay's notes, so it was not shown to the client. It is kept as a dead letter. Ask "
                + "managers to leave the mark out."
            : "Сообщение менеджера начинается с пометки заметок Relay, поэтому клиент его не получил. Оно сохранено: ./relay dead list. Попросите "
                + "менеджеров не ставить эту пометку.";
        await TellOnceAsync("marked_text", words, cancellationToken);
    }

    /// <summary>A new message dated before the first start.</summary>
    public async Task EarlyAsync(JudgedMessage message, CancellationToken cancellationToken)
    {
        await PutAsync(message, "it is from before the relay's first start", cancellationToken);
        var words = relay.Language == RelayLanguage.En
            ? "Wahelp sends managers' messages with times before Relay's first start. They are kept as dead letters. "
                + "If they are new, set WAHELP_TIME_ZONE, restart WahelpGateway, and replay them."
            : "Wahelp присылает сообщения менеджеров со временем до первого запуска Relay. Они отложены. "
                + "Если это новые сообщения, задайте WAHELP_TIME_ZONE, перезапустите WahelpGateway и обработайте отложенные заново.";
        await TellOnceAsync("early_messages", words, cancellationToken);
    }

    /// <summary>A manager's new text for an unknown message, which may be of any age.</summary>
    public async Task UnknownChangeAsync(JudgedMessage message, CancellationToken cancellationToken)
    {
        await PutAsync(message, "it changes a message that the relay does not know, and may be old", cancellationToken);
        await TellOnceAsync("unknown_change", relay.Language == RelayLanguage.En
            ? "A manager edited a message that Relay does not know, and Wahelp does not say when it was made: the client did not get the new text. "
                + "Such edits are kept as dead letters; replay shows them to the client."
            : "Менеджер исправил сообщение, которого Relay не знает, а Wahelp не сообщает, когда оно написано: клиент не получил новый текст. "
                + "Такие исправления отложены; после повторной обработки клиент их увидит.", cancellationToken);
    }

    /// <summary>A text with replacement characters for undecodable bytes.</summary>
    public async Task DamagedAsync(JudgedMessage message, CancellationToken cancellationToken)
    {
        await PutAsync(message, "its text was damaged before it came: it has signs that stand for unreadable ones", cancellationToken);
        await TellUnreadableAsync(cancellationToken);
    }

    /// <summary>A manager's message or the echo of ours: nothing shows which. The manager gets a note; a replay shows it to the client.</summary>
    public async Task DoubtfulAsync(JudgedMessage message, CancellationToken cancellationToken)
    {
        await PutAsync(message, "it may be the echo of a message that the relay has sent", cancellationToken);
        await notes.TellDoubtfulAsync(message.Phone!, message.Id, message.Text, cancellationToken);
    }

    /// <summary>An event that names its channel by an unknown number.</summary>
    public async Task UnknownChannelAsync(JudgedMessage message, CancellationToken cancellationToken)
    {
        await PutAsync(message, "it names its channel by a number that may not be ours", cancellationToken);
        await TellOnceAsync("unknown_channel", relay.Language == RelayLanguage.En
            ? "Wahelp's events name their channel by a number, and Relay does not know the number of yours. They are kept as dead letters. "
                + "Set WAHELP_CHANNEL_ID, restart WahelpGateway, and replay them."
            : "События Wahelp называют канал числом, а число вашего канала неизвестно. Они отложены. "
                + "Задайте WAHELP_CHANNEL_ID, перезапустите WahelpGateway и обработайте отложенные заново.", cancellationToken);
    }

    /// <summary>The account shares no ids between answers and events.</summary>
    public Task TellSameWordsAsync(CancellationToken cancellationToken) => TellOnceAsync("same_words", relay.Language == RelayLanguage.En
        ? "This Wahelp account returns Relay's own messages without an id. If a manager answers within a minute with exactly the text that the "
            + "client has just written, Relay cannot tell that answer from its own message, and may not show it."
        : "Этот аккаунт Wahelp возвращает сообщения самого Relay без идентификатора. Если менеджер в течение минуты ответит теми же словами, что "
            + "написал клиент, Relay не отличит такой ответ от своего сообщения и может его не показать.", cancellationToken);

    /// <summary>Managers write, and no webhook brings it.</summary>
    public Task TellNoWebhooksAsync(CancellationToken cancellationToken) => TellOnceAsync("no_webhooks", relay.Language == RelayLanguage.En
        ? "Wahelp's history shows managers' messages, but no webhook has brought one: clients do not get them. Enter the webhook's address with its "
            + "token in Wahelp, and run ./relay doctor."
        : "В истории Wahelp есть сообщения менеджеров, но ни одно не пришло вебхуком: клиенты их не получают. Укажите в Wahelp адрес вебхука с "
            + "токеном и запустите ./relay doctor.", cancellationToken);

    /// <summary>Stores a whole body as one dead letter; a repeat is the same letter.</summary>
    public Task BodyAsync(string reason, string body, CancellationToken cancellationToken) =>
        PutAsync(MessageIds.Of("wahelp-body:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(body)))), reason, body, cancellationToken);

    /// <summary>Stores a call that came with the token and cannot be read; the owner is notified, once an hour.</summary>
    public async Task UnreadableAsync(string raw, CancellationToken cancellationToken)
    {
        await BodyAsync("it cannot be read", raw, cancellationToken);
        await TellUnreadableAsync(cancellationToken);
    }

    /// <summary>Under an id of its own: when the letter is replayed, the message's id is still free.</summary>
    public Task PutAsync(JudgedMessage message, string reason, CancellationToken cancellationToken) =>
        PutAsync(MessageIds.Of($"dead:{message.Id}:{message.Text}"), reason, message.Raw, cancellationToken);

    private Task PutAsync(Guid id, string reason, string raw, CancellationToken cancellationToken) => acceptance.AcceptAsync(
        [new Intake { MessageId = id, Dead = new DeadLetter(DeadLetterSource.WahelpWebhook, reason, raw, id.ToString()) }],
        alongside: null,
        cancellationToken);

    /// <summary>Once per account: its time is constant.</summary>
    private async Task TellOnceAsync(string cause, string words, CancellationToken cancellationToken) =>
        await owner.TellAsync(new OwnerNotice(cause, "once", words, await birth.CreatedAtAsync(cancellationToken)), cancellationToken);

    private Task TellUnreadableAsync(CancellationToken cancellationToken)
    {
        var words = relay.Language == RelayLanguage.En
            ? "Wahelp's webhook sent something that Relay cannot read. It is kept: ./relay dead list. If a manager's reply is missing, look there."
            : "Вебхук Wahelp прислал данные, которые Relay не может прочитать. Они сохранены: ./relay dead list. Если не хватает ответа менеджера, "
                + "ищите его там.";
        var now = time.GetUtcNow();
        return owner.TellAsync(new OwnerNotice("unreadable_webhook", "", words, now.AddTicks(-(now.Ticks % TimeSpan.TicksPerHour))), cancellationToken);
    }

    private async Task TellUnknownAsync(string direction, CancellationToken cancellationToken) =>
        await owner.TellAsync(await NoticeOfAsync(direction, cancellationToken), cancellationToken);

    /// <summary>Once per value, and once for all others: its time is constant.</summary>
    private async Task<OwnerNotice> NoticeOfAsync(string direction, CancellationToken cancellationToken)
    {
        var shown = direction.Length == 0 ? "—" : IsName(direction) && IsAmongFirst(direction) ? direction : "…";
        var words = relay.Language == RelayLanguage.En
            ? $"Wahelp sends messages with the direction “{shown}”, which no setting names. They are kept as dead letters. Add it to "
                + "WAHELP_OPERATOR_DIRECTIONS or WAHELP_IGNORED_DIRECTIONS, restart WahelpGateway, and replay them."
            : $"Wahelp присылает сообщения с направлением «{shown}», которого нет в настройках. Они отложены. Добавьте его в "
                + "WAHELP_OPERATOR_DIRECTIONS или WAHELP_IGNORED_DIRECTIONS, перезапустите WahelpGateway и обработайте отложенные заново.";
        return new OwnerNotice("unknown_direction", shown, words, await birth.CreatedAtAsync(cancellationToken));
    }

    /// <summary>If each event had a new direction, this limits the notices to a few.</summary>
    private bool IsAmongFirst(string direction)
    {
        lock (named)
        {
            return named.Contains(direction) || (named.Count < MostNamed && named.Add(direction));
        }
    }

    /// <summary>A foreign value is shown only if it cannot be a person's text.</summary>
    private static bool IsName(string value) => value.Length <= 40 && value.All(c => char.IsAsciiLetter(c) || c is '_' or '-' or '.');
}
