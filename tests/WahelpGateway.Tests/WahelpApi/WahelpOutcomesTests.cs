using Relay.Contracts;
using Relay.Delivery.Providers;
using Relay.WahelpGateway.WahelpApi;

namespace Relay.WahelpGateway.Tests.WahelpApi;

public sealed class WahelpOutcomesTests
{
    [Theory]
    [InlineData("""{"success":true,"data":{"id":301}}""", "id:301")]
    [InlineData("""{"success":true,"data":{"id":"a-b"}}""", "id:a-b")]
    [InlineData("""{"data":{"message_id":7}}""", "message_id:7")]
    [InlineData("""{"data":{"message":{"id":8}}}""", "message.id:8")]
    [InlineData("""{"id":9}""", "id:9")]
    [InlineData("""{"success":true}""", null)]
    [InlineData("OK", null)]
    [InlineData("", null)]
    public void Accepted_is_delivered_with_the_id_where_there_is_one(string body, string? id) =>
        Assert.Equal(new SendOutcome.Delivered(id), WahelpOutcomes.Map(new WahelpAnswer(WahelpStep.Send, 200, body)));

    [Fact]
    public void All_ids_of_an_answer_are_kept_with_their_names_and_nobody_elses()
    {
        var answer = new WahelpAnswer(
            WahelpStep.Send, 200, """{"data":{"id":5,"message_uuid":"u-5","user_id":6,"channel_id":7,"contact_id":8,"message":{"id":9}}}""");

        var delivered = Assert.IsType<SendOutcome.Delivered>(WahelpOutcomes.Map(answer));

        Assert.Equal(["message_uuid:u-5", "id:5", "message.id:9"], new[] { delivered.ProviderMessageId }.Concat(delivered.OtherIds));
    }

    [Theory]
    [InlineData("""{"success":false,"message":"Мессенджер не подключен"}""", 200)]
    [InlineData("""{"success":false,"message":"\u041d\u043e\u043c\u0435\u0440 \u041d\u0415 \u043f\u043e\u0434\u043a\u043b\u044e\u0447\u0435\u043d"}""", 200)]
    [InlineData("""{"errors":[{"text":"НОМЕР НЕ ЗАРЕГИСТРИРОВАН"}]}""", 422)]
    [InlineData("Messenger telegram is Not Connected", 400)]
    public void A_client_without_messenger_fails_whatever_the_case_or_escaping(string body, int status)
    {
        Assert.Equal(new SendOutcome.Failed(Reasons.NoSuchMessenger), WahelpOutcomes.Map(new WahelpAnswer(WahelpStep.Send, status, body)));
        Assert.Equal(new SendOutcome.Failed(Reasons.NoSuchMessenger), WahelpOutcomes.Map(new WahelpAnswer(WahelpStep.FindUser, status, body)));
    }

    [Theory]
    [InlineData(429, "", 17, 17)]
    [InlineData(429, "", null, 60)]
    [InlineData(429, "<html>", 0, 1)]
    [InlineData(429, "", 999_999, 3600)]
    [InlineData(200, """{"success":false,"message":"Слишком Много Попыток"}""", null, 60)]
    [InlineData(400, "Too Many Requests", 5, 5)]
    [InlineData(503, "too many requests", 5, 5)]
    public void A_rate_limit_waits_as_long_as_asked(int status, string body, int? asked, int waits) =>
        Assert.Equal(
            new SendOutcome.RateLimited(TimeSpan.FromSeconds(waits)),
            WahelpOutcomes.Map(new WahelpAnswer(WahelpStep.Send, status, body) { RetryAfter = asked is { } seconds ? TimeSpan.FromSeconds(seconds) : null }));

    [Theory]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(504)]
    [InlineData(520)]
    public void A_server_error_may_have_sent_it(int status) =>
        Assert.Equal(new SendOutcome.ServerError(status), WahelpOutcomes.Map(new WahelpAnswer(WahelpStep.Send, status, "<html>")));

    [Theory]
    [InlineData(400, "no JSON")]
    [InlineData(413, "")]
    [InlineData(422, "")]
    [InlineData(301, "")]
    [InlineData(200, """{"success":false}""")]
    public void Anything_else_is_rejected_by_its_status(int status, string body) =>
        Assert.Equal(new SendOutcome.Rejected(status), WahelpOutcomes.Map(new WahelpAnswer(WahelpStep.Send, status, body)));

    [Theory]
    [InlineData(402)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(405)]
    public void A_refused_method_may_be_refused_for_every_message(int status) =>
        Assert.Equal(new SendOutcome.Rejected(status, MayConcernAll: true), WahelpOutcomes.Map(new WahelpAnswer(WahelpStep.Send, status, "{}")));

    [Fact]
    public void A_page_that_somebody_else_gave_in_Wahelps_place_is_no_answer()
    {
        const string Page = "<!doctype html><title>Welcome</title>";
        Assert.Equal(new SendOutcome.Unanswered(), WahelpOutcomes.Map(new WahelpAnswer(WahelpStep.Send, 200, Page)));
        Assert.Equal(new SendOutcome.NotNow("lookup_failed"), WahelpOutcomes.Map(new WahelpAnswer(WahelpStep.FindUser, 200, Page)));
    }

    [Fact]
    public void A_401_after_a_new_log_in_is_the_accounts_and_no_messages_fault() =>
        Assert.Equal(new SendOutcome.NothingSent("401", Account: true), WahelpOutcomes.Map(new WahelpAnswer(WahelpStep.Send, 401, "")));

    [Fact]
    public void Unavailable_is_not_now() =>
        Assert.Equal(new SendOutcome.NotNow("503"), WahelpOutcomes.Map(new WahelpAnswer(WahelpStep.Send, 503, "")));

    [Fact]
    public void No_answer_is_nothing_sent_only_where_nothing_left()
    {
        Assert.Equal(new SendOutcome.NothingSent("no_connection"), WahelpOutcomes.Map(new WahelpAnswer(WahelpStep.Send, null) { MayHaveLeft = false }));
        Assert.Equal(new SendOutcome.Unanswered(), WahelpOutcomes.Map(new WahelpAnswer(WahelpStep.Send, null)));
    }

    [Theory]
    [InlineData(null, "")]
    [InlineData(500, "")]
    [InlineData(502, "<html>")]
    [InlineData(200, """{"success":true,"data":{}}""")]
    public void A_failed_first_step_is_not_now(int? status, string body) =>
        Assert.Equal(new SendOutcome.NotNow("lookup_failed"), WahelpOutcomes.Map(new WahelpAnswer(WahelpStep.FindUser, status, body)));

    [Theory]
    [InlineData(null, "", "login_unanswered", false)]
    [InlineData(503, "", "login_unanswered", false)]
    [InlineData(429, "", "login_rate_limited", false)]
    [InlineData(401, "", "login_failed", true)]
    [InlineData(422, """{"success":false}""", "login_failed", true)]
    [InlineData(200, """{"success":false}""", "login_failed", true)]
    [InlineData(200, "<html>", "login_unanswered", false)]
    public void A_failed_log_in_is_nothing_sent_and_the_accounts_fault_where_it_was_refused(int? status, string body, string why, bool account) =>
        Assert.Equal(new SendOutcome.NothingSent(why, account), WahelpOutcomes.Map(new WahelpAnswer(WahelpStep.LogIn, status, body)));
}
