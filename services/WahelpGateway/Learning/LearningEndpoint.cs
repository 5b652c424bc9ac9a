using Relay.WahelpGateway.Persistence;

namespace Relay.WahelpGateway.Learning;

/// <summary><c>/learning</c> on the management port, for <c>./relay wahelp learn</c>: one call a step. Answers are sentences for people.</summary>
internal sealed class LearningEndpoint(LearningDesk desk, ILearning learning)
{
    private const int LongestWatch = 30;

    /// <summary>The phone, in the body because a phone does not belong in an address.</summary>
    internal sealed record Whose(string Phone);

    /// <summary>What people saw; null if they do not know.</summary>
    internal sealed record Saw(bool? OnPhone, bool? InCrm);

    public async Task<IResult> BeginAsync(Whose whose, CancellationToken cancellationToken) =>
        await desk.BeginAsync(whose.Phone, cancellationToken) is { } run
            ? Results.Text($"The texts are {LearningText.Of(run.Word, SendingWay.Messages)}, and so on. It lasts 15 minutes at most.\n")
            : Results.Text("That is no phone.\n", statusCode: StatusCodes.Status400BadRequest);

    public Task<IResult> SendAsync(string way, int seconds, CancellationToken cancellationToken) => InRunAsync(
        WayWords.Calls.ContainsKey(way), async run => Lines(await desk.SendAsync(run, way, Watch(seconds), cancellationToken)), cancellationToken);

    public Task<IResult> KeepEyesAsync(string way, Saw saw, CancellationToken cancellationToken) => InRunAsync(
        WayWords.Calls.ContainsKey(way),
        async _ =>
        {
            await desk.KeepEyesAsync(new Eyes(way, saw.OnPhone, saw.InCrm), cancellationToken);
            return Lines([]);
        },
        cancellationToken);

    public Task<IResult> AwaitAsync(string act, int seconds, CancellationToken cancellationToken) => InRunAsync(
        Lesson.Acts.Contains(act, StringComparer.Ordinal),
        async run => Lines([await desk.AwaitAsync(run, act, Watch(seconds), cancellationToken) ? "It came." : "No webhook told of it."]),
        cancellationToken);

    /// <summary>A summary of the account, the settings that follow, and after a line of dashes the report.</summary>
    public Task<IResult> EndAsync(CancellationToken cancellationToken) => InRunAsync(
        isThere: true,
        async run =>
        {
            var (findings, lesson) = await desk.EndAsync(run, cancellationToken);
            return Lines(
                ["What this account does:", .. findings.Sentences(), "", "What follows for the settings:", .. LessonSettings.Of(
                    findings, lesson), "---", .. LessonReport.Of(findings, lesson)]);
        },
        cancellationToken);

    public async Task<IResult> GiveUpAsync(CancellationToken cancellationToken)
    {
        await learning.EndAsync(cancellationToken);
        return Lines([]);
    }

    private async Task<IResult> InRunAsync(bool isThere, Func<LearningRun, Task<IResult>> step, CancellationToken cancellationToken) =>
        !isThere ? Results.NotFound()
        : await learning.CurrentAsync(cancellationToken) is { } run ? await step(run)
        : Results.Text("No learning is running, or its 15 minutes are over: start again.\n", statusCode: StatusCodes.Status409Conflict);

    private static TimeSpan Watch(int seconds) => TimeSpan.FromSeconds(Math.Clamp(seconds, 0, LongestWatch));

    private static IResult Lines(IReadOnlyList<string> lines) => Results.Text(string.Concat(lines.Select(line => line + "\n")));
}
