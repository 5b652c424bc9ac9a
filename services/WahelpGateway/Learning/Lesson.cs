using Relay.Delivery.Messages;
using Relay.WahelpGateway.Persistence;
using Relay.WahelpGateway.WahelpApi;

namespace Relay.WahelpGateway.Learning;

/// <summary>A text that was sent by one method, and its answer.</summary>
internal sealed record SentText(string Way, WahelpStep Step, int? Status, string Body, bool IsRefused, DateTimeOffset SentAt, DateTimeOffset AnsweredAt);

/// <summary>What people saw; null if they did not say.</summary>
internal sealed record Eyes(string Way, bool? OnPhone, bool? InCrm);

/// <summary>An action of the manager.</summary>
internal sealed record Act(string Name);

/// <summary>An event of the webhook, and when it came.</summary>
internal sealed record SeenEvent(WebhookEvent Event, DateTimeOffset At);

/// <summary>All observations of a run, put in order.</summary>
internal sealed class Lesson
{
    public const string Write = "write";
    public const string Edit = "edit";
    public const string Delete = "delete";
    public const string Photo = "photo";

    public static readonly string[] Acts = [Write, Edit, Delete, Photo];

    private readonly List<(string Act, List<SeenEvent> Events)> acts = [];
    private readonly List<SeenEvent> sinceMarker = [];
    private readonly Dictionary<string, SentText> sent = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Eyes> eyes = new(StringComparer.Ordinal);

    public Lesson(LearningRun run, IReadOnlyList<LearningRecord> records, TimeZoneInfo zone, HistoryAnswer? history = null)
    {
        Run = run;
        History = history;
        foreach (var record in records)
        {
            Take(record, zone);
        }

        var found = history is HistoryAnswer.Messages page ? page.Oldest : [];
        Trials = [.. sent.Values.Select(text => new Trial(
            text,
            eyes.GetValueOrDefault(text.Way),
            Webhooks.FindAll(one => IsOf(one.Event, text.Way)),
            [.. found.Where(one => IsOf(one, text.Way))]))];
        ManagersInHistory = [.. found.Where(one => Events(Write).Any(written => Trial.Common(written.Event.Ids, one.Ids).Any()))];
    }

    public LearningRun Run { get; }

    public HistoryAnswer? History { get; }

    public IReadOnlyList<Trial> Trials { get; }

    public List<SeenEvent> Webhooks { get; } = [];

    /// <summary>The manager's messages that the history shows under the webhook's ids.</summary>
    public IReadOnlyList<WebhookEvent> ManagersInHistory { get; }

    /// <summary>The manager's actions that somebody confirmed.</summary>
    public IEnumerable<string> Done => acts.Select(act => act.Act);

    /// <summary>Their events.</summary>
    public IReadOnlyList<SeenEvent> Events(string act) => acts.Find(done => done.Act == act) is { Events: { } events } ? Telling(act, events) : [];

    /// <summary>The events of the manager's current action, before it is kept.</summary>
    public IReadOnlyList<SeenEvent> EventsNow(string act) => Telling(act, sinceMarker);

    private void Take(LearningRecord record, TimeZoneInfo zone)
    {
        switch (record.Kind)
        {
            case LearningKind.Webhook:
                var seen = WebhookParser.Parse(record.Body, zone).Select(one => new SeenEvent(one, record.At)).ToList();
                Webhooks.AddRange(seen);
                sinceMarker.AddRange(seen.Where(one => !IsOwn(one.Event)));
                break;
            case LearningKind.Sent:
                var text = MessageJson.Read<SentText>(record.Body);
                sent[text.Way] = text;
                break;
            case LearningKind.Eyes:
                var said = MessageJson.Read<Eyes>(record.Body);
                eyes[said.Way] = said;
                break;
            case LearningKind.Act:
                acts.Add((MessageJson.Read<Act>(record.Body).Name, [.. sinceMarker]));
                sinceMarker.Clear();
                break;
        }
    }

    private List<SeenEvent> Telling(string act, List<SeenEvent> events) => events.FindAll(one => act switch
    {
        Write => one.Event is { Subject: WebhookSubject.Message, HasStatus: false } or { IsCreated: true },
        Delete => one.Event.Subject == WebhookSubject.Deletion,
        Photo => one.Event is { Subject: WebhookSubject.Message } and not { Media: MediaKind.None },
        _ => one.Event is { Subject: WebhookSubject.Message or WebhookSubject.MessageChange, Text: { } text } && IsOtherText(one, text),
    });

    /// <summary>An edit is a known message with another text.</summary>
    private bool IsOtherText(SeenEvent changed, string text)
    {
        var before = Webhooks.FindAll(one => one.At <= changed.At && one != changed && Trial.Common(one.Event.Ids, changed.Event.Ids).Any());
        return before.Count > 0 ? !before.Exists(one => one.Event.Text == text) : changed.Event is { Subject: WebhookSubject.MessageChange, HasStatus: false };
    }

    private bool IsOf(WebhookEvent one, string way) => one.Text?.Trim() == LearningText.Of(Run.Word, way);

    private static bool IsOwn(WebhookEvent one) => one.Text is { } text && LearningText.Is(text);
}
