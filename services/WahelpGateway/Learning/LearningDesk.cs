using System.Security.Cryptography;
using Relay.Delivery.Messages;
using Relay.Delivery.Providers;
using Relay.ServiceDefaults.Phones;
using Relay.WahelpGateway.Persistence;
using Relay.WahelpGateway.WahelpApi;

namespace Relay.WahelpGateway.Learning;

/// <summary>Runs <c>./relay wahelp learn</c> step by step. Its state is in the database, so any instance can do the next step.</summary>
internal sealed class LearningDesk(
    ILearning learning, IEvidence evidence, WahelpHttp http, Func<WahelpHistory> newHistory, WahelpOptions options, SpelledPhones phones, TimeProvider time)
{
    private const string Letters = "ABCDEFGHJKLMNPQRSTUVWXYZ";
    private const int WordLength = 6;
    private const int LastMessages = 100;

    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(500);

    /// <summary>Starts a run; null if the text is not a phone.</summary>
    public async Task<LearningRun?> BeginAsync(string phone, CancellationToken cancellationToken)
    {
        if (!phones.TryRead(phone, out var e164))
        {
            return null;
        }

        var run = new LearningRun(e164, RandomNumberGenerator.GetString(Letters, WordLength));
        await learning.BeginAsync(run, cancellationToken);
        return run;
    }

    /// <summary>Sends a text by one method and waits for webhooks; returns what is known of it so far.</summary>
    public async Task<IReadOnlyList<string>> SendAsync(LearningRun run, string way, TimeSpan watch, CancellationToken cancellationToken)
    {
        var sentAt = time.GetUtcNow();
        var answer = await Channel(way).SendAsync(run.Phone, "", LearningText.Of(run.Word, way), cancellationToken);
        var isRefused = WahelpOutcomes.Map(answer) is not (SendOutcome.Delivered or SendOutcome.Unanswered or SendOutcome.ServerError);
        var sent = new SentText(way, answer.Step, answer.Status, answer.Body, isRefused, sentAt, time.GetUtcNow());
        await learning.KeepAsync(LearningKind.Sent, MessageJson.Write(sent), cancellationToken);
        if (isRefused)
        {
            return [LessonFindings.Answer(new Trial(sent, null, [], []))];
        }

        var lesson = await WatchAsync(run, seen => Tried(seen, way).Webhooks.Count > 0, watch, cancellationToken);
        return [LessonFindings.Answer(Tried(lesson, way)), LessonFindings.Echo(Tried(lesson, way))];
    }

    public Task KeepEyesAsync(Eyes eyes, CancellationToken cancellationToken) =>
        learning.KeepAsync(LearningKind.Eyes, MessageJson.Write(eyes), cancellationToken);

    /// <summary>Waits for what the manager did; true if an event shows it.</summary>
    public async Task<bool> AwaitAsync(LearningRun run, string act, TimeSpan watch, CancellationToken cancellationToken)
    {
        var lesson = await WatchAsync(run, seen => seen.EventsNow(act).Count > 0, watch, cancellationToken);
        await learning.KeepAsync(LearningKind.Act, MessageJson.Write(new Act(act)), cancellationToken);
        return lesson.EventsNow(act).Count > 0;
    }

    /// <summary>Ends the run: the observations become evidence, and everything kept for the run is deleted.</summary>
    public async Task<(LessonFindings Findings, Lesson Lesson)> EndAsync(LearningRun run, CancellationToken cancellationToken)
    {
        var history = await newHistory().ReadAsync(LastMessages, cancellationToken);
        var lesson = new Lesson(run, await learning.ReadAsync(cancellationToken), options.Zone, history);
        var findings = new LessonFindings(lesson, options, await evidence.ReadAsync(cancellationToken));
        foreach (var (way, shown) in findings.Ways.ToList())
        {
            var fact = Facts.Way(options.ChannelUuid, way);
            await (findings.IsNews(way, shown) ? evidence.RelearnAsync(fact, shown, cancellationToken) : evidence.LearnAsync(fact, cancellationToken, shown));
        }

        if (findings.ChannelNumber is { } number)
        {
            await evidence.LearnAsync(Facts.ChannelNumber, cancellationToken, number);
        }

        foreach (var fact in OfWayInUse(lesson))
        {
            await evidence.LearnAsync(fact, cancellationToken);
        }

        await learning.EndAsync(cancellationToken);
        return (findings, lesson);
    }

    /// <summary>How the relay's own messages come back, by which echoes are recognised: only the method in the settings shows it.</summary>
    private IEnumerable<string> OfWayInUse(Lesson lesson)
    {
        var inUse = options.Profile == WahelpProfile.Messages ? SendingWay.Messages : options.ReachesClient ? SendingWay.SendMessage : SendingWay.From;
        return from trial in lesson.Trials
               where trial.Sent.Way == inUse
               from met in trial.Webhooks.Select(one => (Source: Source.Webhook, one.Event)).Concat(
                   trial.InHistory.Select(one => (Source: Source.History, Event: one)))
               from pair in Trial.Common(trial.Ids, met.Event.Ids)
               from fact in new[] { Facts.SameIds(pair.Sent, met.Source, pair.Met), Facts.OursComeAs(met.Source, met.Event.Direction ?? "") }
               select fact;
    }

    private async Task<Lesson> WatchAsync(LearningRun run, Func<Lesson, bool> isEnough, TimeSpan watch, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        while (true)
        {
            var lesson = new Lesson(run, await learning.ReadAsync(cancellationToken), options.Zone);
            if (isEnough(lesson) || time.GetElapsedTime(began) >= watch)
            {
                return lesson;
            }

            await Task.Delay(Every, time, cancellationToken);
        }
    }

    private static Trial Tried(Lesson lesson, string way) => lesson.Trials.Single(trial => trial.Sent.Way == way);

    private IWahelpChannel Channel(string way) => way switch
    {
        SendingWay.Messages => new MessagesChannel(http, options),
        SendingWay.SendMessage => new SendMessageChannel(http, options, ""),
        _ => new SendMessageChannel(http, options, destination: way),
    };
}
