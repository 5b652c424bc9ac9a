using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Relay.Contracts.Telegram;
using Relay.Delivery.Messages;
using Relay.Delivery.Providers;
using Relay.ServiceDefaults.Configuration;
using Relay.ServiceDefaults.Phones;
using Relay.WahelpGateway.ReceivingWebhooks;
using Relay.WahelpGateway.ReportingToOperators;
using Relay.WahelpGateway.SendingClientMessages;
using Relay.WahelpGateway.WahelpApi;

namespace Relay.WahelpGateway.Tests.Fakes;

/// <summary>The receiving slice on a database in memory.</summary>
internal sealed class Webhooks
{
    public const string Phone = "+79991234567";

    /// <param name="after">The previous process on the same database, for a restart.</param>
    public Webhooks(Action<WahelpOptions>? change = null, Webhooks? after = null)
    {
        (Database, Time) = after is null ? (new(), new(DateTimeOffset.UnixEpoch.AddYears(50).AddDays(30))) : (after.Database, after.Time);
        Database.Clock = Time;
        var options = FakeWahelp.Options(change);
        var relay = new RelayOptions();
        var phones = new EventPhones(new SpelledPhones("RU"), Directory, Time, NullLogger<EventPhones>.Instance);
        Judge = new WebhookJudge(options, relay, phones, Time);
        var words = new SentWords([new ClientMessages(Directory, new ClientMessageWords(relay, options)), new NoteMessage(options, relay)]);
        Database.Words = words;
        var aside = new SetAside(Database, Database, Database, Database, relay, Time);
        var echoes = new Echoes(Database, Database, Database, new EchoesWithoutIds(Database, Database, words, aside, Time), words, Time);
        var taking = new MessageTaking(Database, Database, Database, new Versions(Database, Judge, relay), Judge, aside, Time);
        var channel = new ChannelNumber(options, Database, Database, Time);
        var deletions = new Deletions(Database, Database, Judge, Time);
        Handler = new WebhookHandler(Judge, channel, phones, new OriginFinder(Judge, echoes, Database, Database, Time), taking, deletions, aside);
        Waiting = new WaitingEvents(phones, echoes, taking, deletions);
        Shown = new HistoryEvidence(Judge, Database, Database, echoes, aside, Database, relay);
    }

    public FakeDatabase Database { get; }

    public FakeDirectory Directory { get; } = new();

    public FakeTimeProvider Time { get; }

    public WebhookJudge Judge { get; }

    public WebhookHandler Handler { get; }

    public WaitingEvents Waiting { get; }

    public HistoryEvidence Shown { get; }

    /// <summary>A manager's message in Wahelp's form.</summary>
    /// <param name="more">Further members of the payload, each with a comma after it.</param>
    public static string Reply(
        string text,
        string? id = "1",
        string direction = "from_operator",
        string phone = "8 (999) 123-45-67",
        string action = "channel.message.created",
        string more = "") =>
        $$$"""{"action":"{{{action}}}","payload":{{{Item(text, direction, more + (id is null ? "" : $"\"id\":\"{id}\","), phone)}}}}""";

    /// <summary>A message in the form of the history: without the action.</summary>
    public static string Item(string text, string direction, string more, string phone = "8 (999) 123-45-67") =>
        $$$"""{{{{more}}}"direction":"{{{direction}}}","channel":{"uuid":"{{{FakeWahelp.Channel}}}"},"user":{"phone":"{{{phone}}}"},"message":{"text":"{{{text}}}"}}""";

    /// <summary>The events of a body, with the times of an account in Moscow.</summary>
    public static IReadOnlyList<WebhookEvent> Parse(string body) => WebhookParser.Parse(body, new WahelpOptions().Zone);

    public async Task<bool> ReceiveAsync(string body)
    {
        var handled = false;
        foreach (var seen in Parse(body))
        {
            handled |= await Handler.HandleAsync(seen, TestContext.Current.CancellationToken);
        }

        return handled;
    }

    /// <summary>One page of the history, as its keeper takes it.</summary>
    public async Task<List<Taken?>> ReadHistoryAsync(params string[] items)
    {
        var token = TestContext.Current.CancellationToken;
        var page = items.SelectMany(Parse).ToList();
        await Shown.LearnAsync(page, token);
        var (taken, notVouched) = (new List<Taken?>(), new List<WebhookEvent>());
        foreach (var item in page)
        {
            var isVouchedFor = Judge.Judge(item).Message is { } message && await Shown.VouchesForAsync(message, token);
            taken.Add(await Handler.TakeFoundAsync(item, isVouchedFor, token));
            if (taken[^1] == Taken.NotVouched)
            {
                notVouched.Add(item);
            }
        }

        await Shown.TellIfNoWebhooksAsync(notVouched, token);
        return taken;
    }

    /// <summary>Lets the lane of a waiting event try again, as its sender would.</summary>
    public Task<bool> LookAsync(LocalMessage waiting) =>
        Waiting.TryAsync(Row(waiting.MessageId, waiting.Type, waiting.Body), TestContext.Current.CancellationToken);

    public static OutgoingMessage ClientMessage(string text, bool maybeDuplicate = false, Func<ClientMessageReceived, ClientMessageReceived>? change = null)
    {
        var received = Received(text);
        received = change?.Invoke(received) ?? received;
        return Row(received.MessageId, nameof(ClientMessageReceived), MessageJson.Write(received)) with { MaybeDuplicate = maybeDuplicate };
    }

    public static ClientMessageReceived Received(string text) => new()
    {
        MessageId = Guid.NewGuid(),
        Lane = "1:42",
        Number = 5,
        Previous = 0,
        BotId = 1,
        ChatId = 42,
        TelegramUserId = 42,
        TelegramMessageId = 7,
        Name = "Иван",
        LanguageCode = "ru",
        Kind = ClientMessageKind.Text,
        Text = text,
        AcceptedAt = DateTimeOffset.UnixEpoch.AddYears(50),
    };

    public static OutgoingMessage Row(Guid id, string type, string body) => new()
    {
        MessageId = id,
        Lane = "1:42",
        Number = 5,
        Type = type,
        Body = body,
        PartsDone = 0,
        MaybeDuplicate = false,
        ReceivedAt = DateTimeOffset.UnixEpoch.AddYears(50),
        SentTo = Phone,
    };
}
