using Relay.Contracts;
using Relay.Delivery.Providers;

namespace Relay.WahelpGateway.WahelpApi;

/// <summary>Maps Wahelp's answers to outcomes; nothing else does. Answers that are not listed are mapped by their HTTP class.</summary>
internal static class WahelpOutcomes
{
    /// <summary>
    /// Used if Wahelp asks to wait without saying how long. No limit is published. "Too many attempts" is the text of a per-minute limiter; a client in
    /// production waits ten times as long, which would silence a conversation for no known gain.
    /// </summary>
    public static readonly TimeSpan DefaultWait = TimeSpan.FromMinutes(1);

    private static readonly string[][] RateLimitTexts = [["слишком много попыток"], ["too many requests"], ["too many attempts"]];

    private static readonly string[][] NoMessengerTexts =
        [["мессенджер не подключен"], ["номер не подключен"], ["номер не зарегистрирован"], ["messenger", "not connected"]];

    /// <summary>None of these was seen from Wahelp. Such services use them if the refusal does not concern this client.</summary>
    private static readonly string[][] AccountTexts =
    [
        ["unauthorized"], ["unauthenticated"], ["forbidden"], ["access denied"], ["permission"], ["subscription"], ["payment required"],
        ["channel", "disabled"], ["channel", "not active"], ["channel", "inactive"], ["channel", "not found"], ["project", "not found"],
        ["канал", "отключ"], ["канал", "не активен"], ["канал", "не найден"], ["проект", "не найден"], ["доступ", "запрещ"], ["не авторизован"], ["не оплачен"],
    ];

    private static readonly string[][] TokenTexts = [["unauthorized"], ["unauthenticated"], ["не авторизован"]];

    public static SendOutcome Map(WahelpAnswer answer) => answer switch
    {
        { Step: WahelpStep.LogIn } => LogInFailed(answer),
        { Status: null, MayHaveLeft: false } => new SendOutcome.NothingSent("no_connection"),
        { Status: null, Step: WahelpStep.FindUser } => new SendOutcome.NotNow("lookup_failed"),
        { Status: null } => new SendOutcome.Unanswered(),
        _ when IsPage(answer) => answer.Step == WahelpStep.FindUser ? new SendOutcome.NotNow("lookup_failed") : new SendOutcome.Unanswered(),
        _ when IsAccepted(answer) => Accepted(answer),
        _ => Refused(answer, StatusOf(answer)!.Value),
    };

    /// <summary>True if Wahelp accepted the call: HTTP success, and no field says no.</summary>
    public static bool IsAccepted(WahelpAnswer answer) => IsSuccess(answer) && answer.Says is { IsPage: false, Said: not Said.No };

    /// <summary>True for a message that Wahelp seems to have accepted: the answer neither says so nor names the message.</summary>
    public static bool IsUnproven(WahelpAnswer answer) =>
        answer.Step == WahelpStep.Send && IsAccepted(answer) && answer.Says is { Said: Said.Neither, Id: null };

    /// <summary>True if the token was refused.</summary>
    public static bool IsUnauthorized(WahelpAnswer answer) => StatusOf(answer) == 401;

    /// <summary>The HTTP status. For an HTTP success that says no: the error that it names or means, if any.</summary>
    public static int? StatusOf(WahelpAnswer answer) => !IsSuccess(answer) || answer.Says is { IsPage: true } or { Said: not Said.No } ? answer.Status
        : answer.Says.HttpError ?? (Says(answer, TokenTexts) ? 401 : answer.Status);

    private static bool IsSuccess(WahelpAnswer answer) => answer.Status is >= 200 and < 300;

    /// <summary>Another server answered in Wahelp's place, with success.</summary>
    private static bool IsPage(WahelpAnswer answer) => IsSuccess(answer) && answer.Says.IsPage;

    /// <summary>A user was to be found first: an accepted first step without an id sent nothing.</summary>
    private static SendOutcome Accepted(WahelpAnswer answer) => answer.Step == WahelpStep.FindUser
        ? new SendOutcome.NotNow("lookup_failed")
        : Delivered(answer.Says.Ids);

    private static SendOutcome.Delivered Delivered(IReadOnlyList<string> ids) =>
        ids.Count < 2 ? new(ids.Count == 0 ? null : ids[0]) : new(ids[0]) { OtherIds = [.. ids.Skip(1)] };

    private static SendOutcome Refused(WahelpAnswer answer, int status) => status switch
    {
        _ when IsRateLimit(answer) => new SendOutcome.RateLimited(answer.RetryAfter ?? DefaultWait),
        503 => new SendOutcome.NotNow("503"),
        >= 500 when answer.Step == WahelpStep.FindUser => new SendOutcome.NotNow("lookup_failed"),
        >= 500 => new SendOutcome.ServerError(status),
        401 => new SendOutcome.NothingSent("401", Account: true), // after a new log-in: never a message's fault
        _ when Says(answer, NoMessengerTexts) => new SendOutcome.Failed(Reasons.NoSuchMessenger),
        _ => new SendOutcome.Rejected(status, MayConcernAll: status is >= 402 and <= 405 || Says(answer, AccountTexts)), // the method is not available
    };

    private static SendOutcome.NothingSent LogInFailed(WahelpAnswer answer) => answer switch
    {
        { Status: null } => new SendOutcome.NothingSent("login_unanswered"),
        { Status: >= 500 } => new SendOutcome.NothingSent("login_unanswered"),
        _ when IsPage(answer) => new SendOutcome.NothingSent("login_unanswered"),
        _ when IsRateLimit(answer) => new SendOutcome.NothingSent("login_rate_limited"),
        _ => new SendOutcome.NothingSent("login_failed", Account: true),
    };

    private static bool IsRateLimit(WahelpAnswer answer) => StatusOf(answer) == 429 || Says(answer, RateLimitTexts);

    /// <summary>
    /// True if the answer has one of these texts. An explanation may quote the client, so a text that the client wrote too counts only in error fields.
    /// </summary>
    private static bool Says(WahelpAnswer answer, string[][] texts) => Array.Exists(
        texts, text => Has(answer.Says.ErrorWords, text) || (Has(answer.Says.Explanation, text) && !Array.Exists(text, part => Has(answer.Sent, [part]))));

    private static bool Has(string words, string[] text) =>
        Array.TrueForAll(text, part => words.Replace('_', ' ').Contains(part, StringComparison.OrdinalIgnoreCase));
}
