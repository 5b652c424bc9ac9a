using Relay.Contracts;
using Relay.Delivery.Sending;

namespace Relay.TelegramGateway.TelegramApi;

/// <summary>What each answer to <c>sendMessage</c>, and each failure to get one, means: the closed list, and what everything else becomes.</summary>
internal static class TelegramOutcomes
{
    /// <summary>Where Telegram says 429 without a time.</summary>
    private static readonly TimeSpan DefaultWait = TimeSpan.FromSeconds(5);

    /// <summary>What Telegram says of this recipient or this text, in lower case, with what it means.</summary>
    private static readonly (int Status, string Words, SendOutcome Outcome)[] Known =
    [
        (403, "bot was blocked by the user", new SendOutcome.Held(Reasons.BotBlocked)),
        (403, "user is deactivated", new SendOutcome.Failed(Reasons.UserDeactivated)),
        (403, "can't initiate conversation", new SendOutcome.Failed(Reasons.ChatNotFound)),
        (403, "bot was kicked", new SendOutcome.Failed(Reasons.Refused)),
        (403, "bot is not a member", new SendOutcome.Failed(Reasons.Refused)),
        (403, "can't send messages to bots", new SendOutcome.Failed(Reasons.Refused)),
        (400, "chat not found", new SendOutcome.Failed(Reasons.ChatNotFound)),
        (400, "user not found", new SendOutcome.Failed(Reasons.ChatNotFound)),
        (400, "peer_id_invalid", new SendOutcome.Failed(Reasons.ChatNotFound)),
        (400, "message is too long", new SendOutcome.Failed(Reasons.TextRefused)),
        (400, "message text is empty", new SendOutcome.Failed(Reasons.TextRefused)),
        (400, "text must be", new SendOutcome.Failed(Reasons.TextRefused)),
        (400, "can't parse", new SendOutcome.Failed(Reasons.TextRefused)),
        (400, "must be encoded in utf-8", new SendOutcome.Failed(Reasons.TextRefused)),
    ];

    /// <param name="answer">What was answered.</param>
    /// <param name="providerMessageId">The id in an accepted call's result; null where there is none.</param>
    public static SendOutcome Map(TelegramAnswer answer, string? providerMessageId) => answer switch
    {
        { Ok: true } => new SendOutcome.Delivered(providerMessageId),
        // 200, but not from Telegram: whether the call got through is unknown.
        { Status: >= 200 and < 300 } => new SendOutcome.Unanswered(),
        { Status: 429 } => new SendOutcome.RateLimited(answer.RetryAfter ?? DefaultWait),
        { Status: 401 } => new SendOutcome.NothingSent("401", Account: true),
        { Status: 503 } => new SendOutcome.NothingSent("503"),
        { Status: >= 500 } => new SendOutcome.ServerError(answer.Status),
        { MigrateToChatId: not null } => new SendOutcome.Failed(Reasons.ChatNotFound),
        _ => Listed(answer) ?? new SendOutcome.Rejected(answer.Status),
    };

    /// <param name="failure">Why there is no answer; a connection error, a timeout, a reset.</param>
    /// <param name="bodyLeft">False where the request's body never left: then provably nothing was sent.</param>
    public static SendOutcome Map(Exception failure, bool bodyLeft) => (bodyLeft, failure) switch
    {
        (true, _) => new SendOutcome.Unanswered(),
        (false, HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError }) => new SendOutcome.NothingSent("name_not_resolved"),
        (false, HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError }) => new SendOutcome.NothingSent("no_tls"),
        (false, HttpRequestException { HttpRequestError: HttpRequestError.ProxyTunnelError }) => new SendOutcome.NothingSent("proxy_refuses"),
        _ => new SendOutcome.NothingSent("no_connection"),
    };

    private static SendOutcome? Listed(TelegramAnswer answer) => Known
        .FirstOrDefault(known => known.Status == answer.Status && answer.Description.Contains(known.Words, StringComparison.OrdinalIgnoreCase))
        .Outcome;
}
