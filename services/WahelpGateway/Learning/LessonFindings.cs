using System.Globalization;
using Relay.WahelpGateway.Persistence;
using Relay.WahelpGateway.WahelpApi;

namespace Relay.WahelpGateway.Learning;

/// <summary>The findings of a run, as evidence and as sentences. None holds a text, a phone or an id.</summary>
internal sealed class LessonFindings(Lesson lesson, WahelpOptions options, Facts known)
{
    private static readonly TimeSpan Step = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(2);

    /// <summary>The result of each method that was tried.</summary>
    public IEnumerable<(string Way, string Shown)> Ways => lesson.Trials.Select(trial => (trial.Sent.Way, trial.Shown(PhoneShowsNothing, IsOperator)));

    /// <summary>True if earlier evidence about a method is no longer true. A run without an observer revokes nothing.</summary>
    public bool IsNews(string way, string shown) =>
        shown != WayShown.Unknown || (way == SendingWay.From && lesson.Trials.Single(trial => trial.Sent.Way == way).ComesAsOperators(IsOperator));

    /// <summary>The channel's number in the events of our texts; null if they have none, or several.</summary>
    public string? ChannelNumber =>
        lesson.Trials.SelectMany(trial => trial.Webhooks).Select(one => one.Event.ChannelNumber).OfType<string>().Distinct(StringComparer.Ordinal)
            .ToList() is [var only]
            ? only
            : null;

    /// <summary>The direction of the manager's message; null if no event shows it, empty if it has none.</summary>
    public string? ManagersDirection => lesson.Events(Lesson.Write) is [var first, ..] ? first.Event.Direction ?? "" : null;

    /// <summary>The zone of Wahelp's times; null if the setting is right, or no time was seen.</summary>
    public TimeSpan? OtherZone => lesson.Trials
        .SelectMany(trial => trial.Webhooks.Select(one => one.Event).Concat(trial.InHistory), (trial, one) => one.CreatedAt - trial.Sent.SentAt)
        .OfType<TimeSpan>()
        .Select(off => (Off: off, Rounded: Math.Round(off / Step) * Step))
        .Where(off => off.Rounded != TimeSpan.Zero && (off.Off - off.Rounded).Duration() <= Tolerance)
        .Select(off => (TimeSpan?)(options.Zone.GetUtcOffset(lesson.Trials[0].Sent.SentAt) + off.Rounded))
        .FirstOrDefault();

    /// <summary>A phone that plain <c>send_message</c> does not reach proves nothing about a destination.</summary>
    private bool PhoneShowsNothing =>
        lesson.Trials.FirstOrDefault(trial => trial.Sent.Way == SendingWay.SendMessage) is { Eyes.OnPhone: { } reached } ? !reached
        : known.ValueOf(Facts.Way(options.ChannelUuid, SendingWay.SendMessage)) != WayShown.Sent;

    public bool IsOperator(string direction) => !IsIgnored(direction) && Directions.Contain(options.OperatorDirections, direction);

    public bool IsIgnored(string direction) => Directions.Contain(options.IgnoredDirections, direction);

    /// <summary>A direction in a form that may be shown.</summary>
    public static string Word(string? direction) =>
        direction is not { Length: > 0 } ? "no direction" : BodyShape.IsWord(direction) ? $"“{direction}”" : "a direction that is no plain word";

    public IEnumerable<string> Sentences()
    {
        foreach (var trial in lesson.Trials)
        {
            var shown = trial.Shown(PhoneShowsNothing, IsOperator);
            yield return WayWords.Of(trial.Sent.Way, shown) + Why(trial, shown);
            if (shown != WayShown.Refused)
            {
                yield return "  " + Answer(trial);
                yield return "  " + Echo(trial);
                yield return "  " + InHistory(trial);
            }
        }

        foreach (var act in lesson.Done)
        {
            yield return Told(act);
        }

        yield return lesson.History switch
        {
            HistoryAnswer.Messages when lesson.Events(Lesson.Write).Count == 0 => "The history can be read.",
            HistoryAnswer.Messages => lesson.ManagersInHistory.Count > 0
                ? "The history can be read, and shows what the manager wrote under the webhook's ids: lost webhooks can be replaced."
                : "The history can be read, but not under the webhook's ids: lost webhooks cannot be replaced.",
            HistoryAnswer.Absent absent => string.Create(CultureInfo.InvariantCulture,
                $"There is no readable history (HTTP {absent.Status}): the message of a lost webhook stays lost."),
            _ => "The history was not answered.",
        };
    }

    /// <summary>What is known so far of a text that was just sent.</summary>
    public static string Answer(Trial trial) => trial.Sent switch
    {
        { IsRefused: true } => $"Refused ({Status(trial)}).",
        { Status: null } => "Not answered: it may have arrived.",
        _ => $"Accepted ({Status(trial)}); the answer {(trial.Ids.Count > 0 ? $"names the message ({Names(trial.Ids)})" : "does not name the message")}.",
    };

    public static string Echo(Trial trial) => trial.Webhooks is not [var first, ..]
        ? "No webhook told of it."
        : $"A webhook reported it {(first.At < trial.Sent.AnsweredAt ? "before" : "after")} the answer, with {Word(first.Event.Direction)} and "
            + $"{Ids(trial, first.Event.Ids)}.";

    private static string InHistory(Trial trial) => trial.InHistory is not [var first, ..]
        ? "The history does not show it."
        : $"The history shows it with {Word(first.Direction)} and {Ids(trial, first.Ids)}.";

    private static string Ids(Trial trial, IReadOnlyList<string> met) => met.Count == 0 ? "without an id"
        : Trial.Common(trial.Ids, met).Select(pair => $"{pair.Sent} = {pair.Met}").ToList() is { Count: > 0 } pairs
            ? $"the answer's id ({string.Join(", ", pairs)})"
        : $"an id that the answer does not have ({Names(met)})";

    private static string Names(IReadOnlyList<string> ids) => string.Join(", ", ids.Select(MessageNames.NameOf));

    private static string Status(Trial trial) =>
        trial.Sent.Status is { } status
            ? string.Create(CultureInfo.InvariantCulture, $"HTTP {status}{(trial.Sent.Step == WahelpStep.Send ? "" : $", at the step {trial.Sent.Step}")}")
            : "no answer";

    private string Why(Trial trial, string shown) => shown switch
    {
        WayShown.Refused => $" {Answer(trial)}",
        WayShown.Unknown when trial.ComesAsOperators(IsOperator) => " Wahelp itself says that a manager wrote it.",
        WayShown.Unknown when trial is { Sent.Way: SendingWay.From, Eyes: { OnPhone: false, InCrm: true } } && PhoneShowsNothing =>
            " This phone was not seen to get plain send_message either, so its silence shows nothing: repeat it with one that gets it.",
        _ => "",
    };

    private string Told(string act) => lesson.Events(act) is not [var first, ..] ? $"{act}: no webhook told of it." : act switch
    {
        Lesson.Write =>
            $"{act}: came with {Word(first.Event.Direction)} and {(first.Event.Ids.Count > 0 ? $"ids ({Names(first.Event.Ids)})" : "without an id")}.",
        Lesson.Photo => $"{act}: came as {first.Event.Media.ToString().ToLowerInvariant()}{(string.IsNullOrEmpty(first.Event.Text) ? "" : ", with words")}.",
        Lesson.Delete => $"{act}: came as a deletion.",
        _ => $"{act}: came as {(first.Event.Subject == WebhookSubject.MessageChange ? "a change" : "a message")} "
            + $"{(first.Event.Ids.Count > 0 ? "under an id" : "without an id")}.",
    };
}
