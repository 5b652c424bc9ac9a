using Relay.Contracts;
using Relay.Delivery.Providers;

namespace Relay.TelegramGateway.TelegramApi;

/// <summary>Maps each answer to <c>sendMessage</c>, and each missing answer, to an outcome: a closed list, and a rule for everything else.</summary>
internal static class TelegramOutcomes
{
    /// <summary>If Telegram answers 429 without a time.</summary>
    private static readonly TimeSpan DefaultWait = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Telegram's errors about this recipient or this text: in the Bot API server's words, and in Telegram's own names, which that server passes on if it
    /// has no words for them (tdlib/telegram-bot-api, <c>fail_query_with_error</c>). One cause has several spellings.
    /// </summary>
    private static readonly (SendOutcome Outcome, string[] Spellings)[] Known =
    [
        (new SendOutcome.Held(Reasons.BotBlocked), ["bot was blocked by the user", "USER_IS_BLOCKED"]),
        (new SendOutcome.Failed(Reasons.UserDeactivated), ["user is deactivated", "INPUT_USER_DEACTIVATED", "USER_DELETED"]),
        (new SendOutcome.Failed(Reasons.ChatNotFound),
        [
            "chat not found", "user not found", "chat was deleted", "can't initiate conversation", "PEER_ID_INVALID", "PEER_ID_NOT_SUPPORTED",
            "CHAT_ID_INVALID", "CHAT_INVALID", "CHAT_ID_EMPTY", "CHANNEL_INVALID", "CHANNEL_PRIVATE", "USER_ID_INVALID", "USER_INVALID",
            "INPUT_USER_INVALID", "INPUT_USER_EMPTY",
        ]),
        (new SendOutcome.Failed(Reasons.TextRefused),
        [
            "message is too long", "message text is empty", "text must be", "can't parse", "must be encoded in utf-8", "MESSAGE_TOO_LONG",
            "MESSAGE_EMPTY", "ENTITY_", "ENTITIES_TOO_LONG",
        ]),
        (new SendOutcome.Failed(Reasons.Refused),
        [
            "bot was kicked", "bot is not a member", "send messages to bots", "not enough rights", "have no rights", "need administrator rights",
            "CHAT_WRITE_FORBIDDEN", "CHAT_RESTRICTED", "CHAT_FORBIDDEN", "CHAT_ADMIN_REQUIRED", "CHAT_GUEST_SEND_FORBIDDEN", "CHAT_SEND_",
            "USER_IS_BOT", "USER_BANNED_IN_CHANNEL", "USER_PRIVACY_RESTRICTED", "PRIVACY_PREMIUM_REQUIRED", "ALLOW_PAYMENT_REQUIRED",
            "YOU_BLOCKED_USER", "TOPIC_CLOSED", "TOPIC_DELETED",
        ]),
        // Errors of the account: it sent too much to strangers; or it is frozen, and every sending method is refused while getMe is answered.
        (new SendOutcome.RateLimited(TimeSpan.FromMinutes(1)), ["PEER_FLOOD"]),
        (new SendOutcome.NothingSent("account_frozen", Account: true), ["FROZEN_METHOD_INVALID"]),
    ];

    /// <param name="answer">The answer.</param>
    /// <param name="providerMessageId">The id in an accepted call's result; null if there is none.</param>
    public static SendOutcome Map(TelegramAnswer answer, string? providerMessageId) => answer switch
    {
        { Ok: true } => new SendOutcome.Delivered(providerMessageId),
        // 200, but not from Telegram: whether the call got through is unknown.
        { Status: >= 200 and < 300 } => new SendOutcome.Unanswered(),
        { Status: 429 } => new SendOutcome.RateLimited(answer.RetryAfter ?? DefaultWait),
        { Status: 401 } => new SendOutcome.NothingSent("401", Account: true),
        { Status: 503 } => new SendOutcome.NotNow("503"),
        { Status: >= 500 } => new SendOutcome.ServerError(answer.Status),
        { MigrateToChatId: not null } => new SendOutcome.Failed(Reasons.ChatNotFound),
        _ => Listed(answer) ?? Unlisted(answer.Status),
    };

    /// <param name="failure">Why there is no answer: a connection error, a timeout, a reset.</param>
    /// <param name="bodyLeft">False if the request's body never left: then provably nothing was sent.</param>
    public static SendOutcome Map(Exception failure, bool bodyLeft) => (bodyLeft, failure) switch
    {
        (true, _) => new SendOutcome.Unanswered(),
        (false, HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError }) => new SendOutcome.NothingSent("name_not_resolved"),
        (false, HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError }) => new SendOutcome.NothingSent("no_tls"),
        (false, HttpRequestException { HttpRequestError: HttpRequestError.ProxyTunnelError }) => new SendOutcome.NothingSent("proxy_refuses"),
        _ => new SendOutcome.NothingSent("no_connection"),
    };

    /// <summary>The outcome of an error on the closed list; null if no list names it.</summary>
    public static SendOutcome? Listed(TelegramAnswer answer) => Known
        .FirstOrDefault(known => known.Spellings.Any(spelling => answer.Description.Contains(spelling, StringComparison.OrdinalIgnoreCase)))
        .Outcome;

    /// <summary>A 400 is about this call, never about the account. For any other status, <c>getMe</c> shows it.</summary>
    private static SendOutcome Unlisted(int status) => status == 400 ? new SendOutcome.Failed(Reasons.Refused) : new SendOutcome.Rejected(status);
}
