namespace Relay.Sandbox.Wahelp;

/// <summary>A named account.</summary>
/// <param name="Name">For <c>SANDBOX_ACCOUNT</c>, the controls and the page.</param>
/// <param name="English">Its behaviour, in one sentence.</param>
/// <param name="Russian">The same for the page.</param>
/// <param name="Traits">Its traits. No two accounts have the same, so the chosen one is recognised by them.</param>
internal sealed record NamedAccount(string Name, string English, string Russian, Account Traits)
{
    public const string Standard = "standard";

    public static IReadOnlyList<NamedAccount> All { get; } =
    [
        new(Standard,
            "Ids are numbers everywhere, sends by API cause no webhooks, and send_message ignores its destination.",
            "Все id — числа, отправка через API не вызывает вебхуков, send_message игнорирует destination.",
            new()),
        new("likely",
            "Behaves as is most likely by all that is known: flat fields, the channel as a number, Moscow time, echoes before the answer, statuses as updates.",
            "Ведёт себя так, как вероятнее всего по известным данным: плоские поля, канал числом, московское время, эхо раньше ответа, статусы как обновления.",
            new()
            {
                Webhook = new()
                {
                    TextField = "message",
                    PhoneSpelling = PhoneSpelling.NoPlus,
                    ChannelField = "channel_id",
                    IdField = "id",
                    TimeField = "created_at",
                    TimeSpelling = TimeSpelling.Moscow,
                },
                Echo = EchoMode.Before,
                Statuses = StatusMode.Updates,
            }),
        new("webhook-uuids",
            "Answers to sends and the history have numbers as ids, webhooks have uuids; each send comes back as an operator's message.",
            "В ответах и в истории id — числа, в вебхуках — uuid; каждая отправка возвращается как сообщение оператора.",
            new() { Webhook = new() { IdField = "message_uuid", IdSpelling = IdSpelling.Uuid }, Echo = EchoMode.After }),
        new("no-ids",
            "No answer, no webhook and no message of the history has an id; each send comes back as an operator's message.",
            "Ни в ответах, ни в вебхуках, ни в истории нет id; каждая отправка возвращается как сообщение оператора.",
            new()
            {
                Webhook = new() { IdSpelling = IdSpelling.None },
                AnswerIds = IdSpelling.None,
                HistoryIds = IdSpelling.None,
                Echo = EchoMode.After,
            }),
        new("echo-after",
            "Each send comes back after its answer, as an operator's message with its id.",
            "Каждая отправка возвращается после ответа, как сообщение оператора, со своим id.",
            new() { Echo = EchoMode.After }),
        new("echo-before",
            "Each send comes back before its answer, as an operator's message with its id.",
            "Каждая отправка возвращается раньше ответа, как сообщение оператора, со своим id.",
            new() { Echo = EchoMode.Before }),
        new("echo-twice",
            "Each send comes back twice after its answer, as an operator's message with its id.",
            "Каждая отправка возвращается после ответа дважды, как сообщение оператора, со своим id.",
            new() { Echo = EchoMode.Twice }),
        new("echo-without-direction",
            "Each send comes back after its answer, and nothing in the webhook says who wrote it.",
            "Каждая отправка возвращается после ответа, и в вебхуке не сказано, кто её написал.",
            new() { Echo = EchoMode.After, EchoDirection = "" }),
        new("echo-without-id",
            "Each send comes back after its answer, as an operator's message without an id; managers' messages have ids.",
            "Каждая отправка возвращается после ответа, как сообщение оператора без id; у сообщений менеджеров id есть.",
            new() { Echo = EchoMode.After, EchoHasId = false }),
        new("no-messages-method",
            "There is no POST …/messages (404); send_message is there, ignores its destination, and sends every text to the client.",
            "Метода POST …/messages нет (404); send_message есть, игнорирует destination и отправляет любой текст клиенту.",
            new() { HasMessagesMethod = false }),
        new("destination-honoured",
            "send_message with destination=from records the client's message, with comment a note; without, it sends to the client.",
            "send_message с destination=from записывает сообщение клиента, с comment — заметку; без него отправляет клиенту.",
            new() { HonoursDestination = true }),
        new("moscow-time",
            "Times in webhooks and in the history are Moscow's, and have no zone.",
            "Время в вебхуках и в истории московское и без часового пояса.",
            new() { Webhook = new() { TimeSpelling = TimeSpelling.Moscow } }),
        new("history-other-ids",
            "The history has other ids than answers and webhooks: uuids, where those have numbers.",
            "В истории не те id, что в ответах и вебхуках: там числа, здесь uuid.",
            new() { HistoryIds = IdSpelling.Uuid }),
        new("history-unauthorized",
            "The history is answered 401 with any token; everything else works with it.",
            "На запрос истории ответ 401 при любом токене; всё остальное с этим токеном работает.",
            new() { History = HistoryAccess.Unauthorized }),
        new("history-absent",
            "There is no history: 404.",
            "Истории нет: 404.",
            new() { History = HistoryAccess.Absent }),
        new("statuses-as-messages",
            "After each message two more webhooks of new messages come, delivered and read, with a status instead of text.",
            "За каждым сообщением приходят ещё два вебхука о новом сообщении, delivered и read, со статусом вместо текста.",
            new() { Statuses = StatusMode.Messages }),
        new("form-bodies",
            "Webhooks are forms, with fields such as payload[user][phone].",
            "Вебхуки приходят формой, с полями вида payload[user][phone].",
            new() { Webhook = new() { Format = BodyFormat.Form } }),
        new("form-of-json",
            "Webhooks are forms, with JSON in the field payload.",
            "Вебхуки приходят формой, с JSON в поле payload.",
            new() { Webhook = new() { Format = BodyFormat.FormOfJson } }),
        new("bare",
            "There is little to go by: no ids, no history, Moscow time, form bodies, and each send comes back twice without a direction.",
            "Почти не за что зацепиться: нет ни id, ни истории, время московское, тела — формы, каждая отправка возвращается дважды и без направления.",
            new()
            {
                Webhook = new() { Format = BodyFormat.Form, IdSpelling = IdSpelling.None, TimeSpelling = TimeSpelling.Moscow },
                AnswerIds = IdSpelling.None,
                History = HistoryAccess.Absent,
                Echo = EchoMode.Twice,
                EchoDirection = "",
            }),
    ];

    /// <exception cref="KeyNotFoundException">There is no such account; the message lists the names.</exception>
    public static NamedAccount Find(string name) => All.FirstOrDefault(account => account.Name == name)
        ?? throw new KeyNotFoundException(
            $"No account is named '{name}'. Choose one of: {string.Join(", ", All.Select(account => account.Name))}.");
}
