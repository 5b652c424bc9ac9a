using System.Net;
using System.Text;
using Relay.Contracts;
using Relay.Delivery.Providers;
using Relay.TelegramGateway.TelegramApi;

namespace Relay.TelegramGateway.Tests.TelegramApi;

public class TelegramOutcomesTests
{
    public static TheoryData<int, string, SendOutcome> Answers => new()
    {
        { 200, """{"ok":true,"result":{"message_id":7}}""", new SendOutcome.Delivered("5:7") },
        { 403, Error(403, "Forbidden: bot was blocked by the user"), new SendOutcome.Held(Reasons.BotBlocked) },
        { 403, Error(403, "Forbidden: user is deactivated"), new SendOutcome.Failed(Reasons.UserDeactivated) },
        { 403, Error(403, "Forbidden: bot can't initiate conversation with a user"), new SendOutcome.Failed(Reasons.ChatNotFound) },
        { 403, Error(403, "Forbidden: bot was kicked from the supergroup chat"), new SendOutcome.Failed(Reasons.Refused) },
        { 400, Error(400, "Bad Request: chat not found"), new SendOutcome.Failed(Reasons.ChatNotFound) },
        { 400, Error(400, "Bad Request: PEER_ID_INVALID"), new SendOutcome.Failed(Reasons.ChatNotFound) },
        { 400, Error(400, "Bad Request: message is too long"), new SendOutcome.Failed(Reasons.TextRefused) },
        { 400, Error(400, "Bad Request: message text is empty"), new SendOutcome.Failed(Reasons.TextRefused) },
        { 400, Error(400, "Bad Request: text must be non-empty"), new SendOutcome.Failed(Reasons.TextRefused) },
        { 400, Error(400, "Bad Request: can't parse entities: unclosed"), new SendOutcome.Failed(Reasons.TextRefused) },
        { 400, Error(400, "Bad Request: strings must be encoded in UTF-8"), new SendOutcome.Failed(Reasons.TextRefused) },
        { 400, """{"ok":false,"error_code":400,"description":"Bad Request: group chat was upgraded","parameters":{"migrate_to_chat_id":-1009}}""",
        new SendOutcome.Failed(Reasons.ChatNotFound) },
        { 429, """{"ok":false,"error_code":429,"description":"Too Many Requests: retry after 17","parameters":{"retry_after":17}}""",
        new SendOutcome.RateLimited(TimeSpan.FromSeconds(17)) },
        { 429, "nginx", new SendOutcome.RateLimited(TimeSpan.FromSeconds(5)) },
        { 401, Error(401, "Unauthorized"), new SendOutcome.NothingSent("401", Account: true) },
        { 404, Error(404, "Not Found"), new SendOutcome.Rejected(404) },
        { 429, """{"ok":false,"error_code":429,"description":"Too Many Requests","parameters":{"retry_after":315360000}}""", new SendOutcome.RateLimited(
            TimeSpan.FromHours(1)) },
        { 429, """{"ok":false,"error_code":429,"description":"Too Many Requests","parameters":{"retry_after":9223372036854775807}}""",
        new SendOutcome.RateLimited(TimeSpan.FromHours(1)) },
        { 429, """{"ok":false,"error_code":429,"description":"Too Many Requests","parameters":{"retry_after":-5}}""", new SendOutcome.RateLimited(
            TimeSpan.FromSeconds(1)) },
        { 400, Error(400, "Bad Request: something new"), new SendOutcome.Failed(Reasons.Refused) },
        { 400, Error(400, "Bad Request: USER_IS_BLOCKED"), new SendOutcome.Held(Reasons.BotBlocked) },
        { 403, Error(403, "Forbidden: USER_IS_BLOCKED"), new SendOutcome.Held(Reasons.BotBlocked) },
        { 400, Error(400, "Bad Request: INPUT_USER_DEACTIVATED"), new SendOutcome.Failed(Reasons.UserDeactivated) },
        { 400, Error(400, "Bad Request: USER_IS_BOT"), new SendOutcome.Failed(Reasons.Refused) },
        { 400, Error(400, "Bad Request: PEER_ID_NOT_SUPPORTED"), new SendOutcome.Failed(Reasons.ChatNotFound) },
        { 400, Error(400, "Bad Request: CHAT_ID_INVALID"), new SendOutcome.Failed(Reasons.ChatNotFound) },
        { 403, Error(403, "Forbidden: the group chat was deleted"), new SendOutcome.Failed(Reasons.ChatNotFound) },
        { 400, Error(400, "Bad Request: CHAT_RESTRICTED"), new SendOutcome.Failed(Reasons.Refused) },
        { 403, Error(403, "Forbidden: CHAT_WRITE_FORBIDDEN"), new SendOutcome.Failed(Reasons.Refused) },
        { 400, Error(400, "Bad Request: not enough rights to send text messages to the chat"), new SendOutcome.Failed(Reasons.Refused) },
        { 400, Error(400, "Bad Request: PEER_FLOOD"), new SendOutcome.RateLimited(TimeSpan.FromMinutes(1)) },
        { 406, Error(406, "FROZEN_METHOD_INVALID"), new SendOutcome.NothingSent("account_frozen", Account: true) },
        { 403, Error(403, "Forbidden: something new"), new SendOutcome.Rejected(403) },
        { 405, "", new SendOutcome.Rejected(405) },
        { 302, "", new SendOutcome.Rejected(302) },
        { 500, Error(500, "Internal Server Error"), new SendOutcome.ServerError(500) },
        { 502, "<html>Bad Gateway</html>", new SendOutcome.ServerError(502) },
        { 504, "", new SendOutcome.ServerError(504) },
        { 503, "<html></html>", new SendOutcome.NotNow("503") },
        { 200, "<html>Sign in to the hotel's network</html>", new SendOutcome.Unanswered() },
        { 200, """["ok"]""", new SendOutcome.Unanswered() },
        { 200, Error(403, "Forbidden: bot was blocked by the user"), new SendOutcome.Held(Reasons.BotBlocked) },
    };

    [Theory]
    [MemberData(nameof(Answers))]
    public void Every_answer_has_one_meaning(int status, string body, SendOutcome expected)
    {
        var answer = TelegramAnswer.Read((HttpStatusCode)status, Encoding.UTF8.GetBytes(body));

        Assert.Equal(expected, TelegramOutcomes.Map(answer, providerMessageId: "5:7"));
    }

    [Fact]
    public void What_fails_after_the_body_left_is_unanswered_whatever_it_is()
    {
        Assert.All(
            new Exception[] { new HttpRequestException(
                HttpRequestError.ConnectionError), new OperationCanceledException(), new IOException(), new InvalidOperationException() },
            failure => Assert.IsType<SendOutcome.Unanswered>(TelegramOutcomes.Map(failure, bodyLeft: true)));
    }

    [Fact]
    public void What_fails_before_the_body_left_sent_nothing()
    {
        Assert.Equal(
            new SendOutcome.NothingSent("name_not_resolved"),
            TelegramOutcomes.Map(new HttpRequestException(HttpRequestError.NameResolutionError), bodyLeft: false));
        Assert.Equal(
            new SendOutcome.NothingSent("no_tls"), TelegramOutcomes.Map(new HttpRequestException(HttpRequestError.SecureConnectionError), bodyLeft: false));
        Assert.Equal(
            new SendOutcome.NothingSent("proxy_refuses"), TelegramOutcomes.Map(new HttpRequestException(HttpRequestError.ProxyTunnelError), bodyLeft: false));
        Assert.Equal(new SendOutcome.NothingSent("no_connection"), TelegramOutcomes.Map(new OperationCanceledException(), bodyLeft: false));
    }

    private static string Error(int code, string description) => $$"""{"ok":false,"error_code":{{code}},"description":"{{description}}"}""";
}
