using Relay.Contracts;
using Relay.Delivery.Sending;

namespace Relay.WahelpGateway.WahelpApi;

/// <summary>What Wahelp's answers mean: the one place that knows. What is not on the lists becomes what its HTTP class says.</summary>
internal static class WahelpOutcomes
{
    /// <summary>
    /// Where Wahelp asks to wait without saying how long. No limit is published. "Too many attempts" is the text of a per-minute limiter;
    /// a client in production waits ten times as long, which would leave a conversation silent for no known gain.
    /// </summary>
    public static readonly TimeSpan DefaultWait = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

    private static readonly string[][] RateLimitTexts = [["слишком много попыток"], ["too many requests"], ["too many attempts"]];

    private static readonly string[][] NoMessengerTexts =
        [["мессенджер не подключен"], ["номер не подключен"], ["номер не зарегистрирован"], ["messenger", "not connected"]];

    public static SendOutcome Map(WahelpAnswer answer) => answer switch
    {
        { Step: WahelpStep.LogIn } => LogInFailed(answer),
        { Status: null, MayHaveLeft: false } => new SendOutcome.NothingSent("no_connection"),
        { Status: null, Step: WahelpStep.FindUser } => new SendOutcome.NothingSent("lookup_failed"),
        { Status: null } => new SendOutcome.Unanswered(),
        _ when IsAccepted(answer) => Accepted(answer),
        _ when IsRateLimit(answer) => new SendOutcome.RateLimited(Wait(answer)),
        { Status: 503 } => new SendOutcome.NothingSent("503"),
        { Status: >= 500, Step: WahelpStep.FindUser } => new SendOutcome.NothingSent("lookup_failed"),
        { Status: >= 500 and var status } => new SendOutcome.ServerError(status),
        { Status: not 401 } when Says(answer, NoMessengerTexts) => new SendOutcome.Failed(Reasons.NoSuchMessenger),
        { Status: 401 } => new SendOutcome.NothingSent("401", Account: true), // after a new log-in: never a message's fault
        { Status: { } status } => new SendOutcome.Rejected(status),
    };

    /// <summary>True where Wahelp took the call. A web page with status 200 is a wrong address, not an answer.</summary>
    public static bool IsAccepted(WahelpAnswer answer) =>
        answer.Status is >= 200 and < 300 && !WahelpJson.SaysFailed(answer.Body) && !answer.Body.AsSpan().TrimStart().StartsWith("<");

    /// <summary>A user was to be found first: an accepted first step without its id sent nothing.</summary>
    private static SendOutcome Accepted(WahelpAnswer answer) => answer.Step == WahelpStep.FindUser
        ? new SendOutcome.NothingSent("lookup_failed")
        : new SendOutcome.Delivered(WahelpJson.Id(answer.Body));

    private static SendOutcome.NothingSent LogInFailed(WahelpAnswer answer) => answer switch
    {
        { Status: null } => new SendOutcome.NothingSent("login_unanswered"),
        { Status: >= 500 } => new SendOutcome.NothingSent("login_unanswered"),
        _ when IsRateLimit(answer) => new SendOutcome.NothingSent("login_rate_limited"),
        _ => new SendOutcome.NothingSent("login_failed", Account: true),
    };

    private static bool IsRateLimit(WahelpAnswer answer) => answer.Status == 429 || Says(answer, RateLimitTexts);

    private static bool Says(WahelpAnswer answer, string[][] texts)
    {
        var words = WahelpJson.Words(answer.Body);
        return texts.Any(parts => parts.All(part => words.Contains(part, StringComparison.OrdinalIgnoreCase)));
    }

    private static TimeSpan Wait(WahelpAnswer answer) => answer.RetryAfter switch
    {
        null => DefaultWait,
        { } wait when wait < TimeSpan.FromSeconds(1) => TimeSpan.FromSeconds(1),
        { } wait when wait > LongestWait => LongestWait,
        { } wait => wait,
    };
}
