using Relay.WahelpGateway.WahelpApi;

namespace Relay.WahelpGateway.Learning;

/// <summary>The report of a run, which may be published: sentences, and shapes of bodies. No secret, phone, text, id or address.</summary>
internal static class LessonReport
{
    public static IEnumerable<string> Of(LessonFindings findings, Lesson lesson) =>
    [
        "Observations of a Wahelp account. Names, types and forms only: no private values.",
        "",
        .. findings.Sentences(),
        .. lesson.Trials.SelectMany(trial => Shape($"Answer to {WayWords.Calls[trial.Sent.Way]}", trial.Sent.Body)),
        .. lesson.Trials.SelectMany(trial => Shapes($"Webhook of {WayWords.Calls[trial.Sent.Way]}", trial.Webhooks.Select(one => one.Event))),
        .. lesson.Trials.SelectMany(trial => Shapes($"History's item of {WayWords.Calls[trial.Sent.Way]}", trial.InHistory)),
        .. lesson.Done.SelectMany(act => Shapes($"Webhook when a manager does: {act}", lesson.Events(act).Select(one => one.Event))),
        .. Shapes("History's item of what a manager wrote", lesson.ManagersInHistory),
        .. Shapes("Other webhooks", Others(lesson)),
    ];

    private static IEnumerable<WebhookEvent> Others(Lesson lesson) => lesson.Webhooks
        .Except(lesson.Trials.SelectMany(trial => trial.Webhooks)).Except(lesson.Done.SelectMany(lesson.Events)).Select(one => one.Event);

    private static IEnumerable<string> Shapes(string title, IEnumerable<WebhookEvent> events) =>
        events.Select(one => string.Join('\n', BodyShape.Of(one.Raw))).Distinct(StringComparer.Ordinal).SelectMany(shape => new[] { "", title + ":", shape });

    private static IEnumerable<string> Shape(string title, string body) => ["", title + ":", .. BodyShape.Of(body)];
}
