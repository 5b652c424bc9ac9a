using Relay.Contracts;
using Relay.Delivery.Providers;
using Relay.WahelpGateway.WahelpApi;

namespace Relay.WahelpGateway.Tests.WahelpApi;

/// <summary>The meaning of every possible shape of an answer with HTTP 200.</summary>
public sealed class AnswerShapesTests
{
    [Theory]
    [InlineData("""{"status":"error","message":"Клиент не найден"}""")]
    [InlineData("""{"success":"false"}""")]
    [InlineData("""{"success":0}""")]
    [InlineData("""{"success":"0","data":{"id":5}}""")]
    [InlineData("""{"ok":false}""")]
    [InlineData("""{"Success":false}""")]
    [InlineData("""{"status":false,"message":"x"}""")]
    [InlineData("""{"status":0,"message":"x"}""")]
    [InlineData("""{"status":"fail"}""")]
    [InlineData("""{"status":"NOT_DELIVERED"}""")]
    [InlineData("""{"status":"validation error"}""")]
    [InlineData("""{"error":true}""")]
    [InlineData("""{"error":1}""")]
    [InlineData("""{"error":"No such client"}""")]
    [InlineData("""{"error":{"code":0,"message":"Ошибка"}}""")]
    [InlineData("""{"errors":["x"]}""")]
    [InlineData("""{"errors":{"phone":["Неверный телефон"]}}""")]
    [InlineData("""{"success":true,"errors":{"phone":["Неверный телефон"]},"data":{"id":5}}""")]
    [InlineData("""{"code":-1}""")]
    [InlineData("""{"code":1003,"message":"x"}""")]
    [InlineData("""{"code":"CHANNEL_DOWN"}""")]
    [InlineData("""{"code":"SEND_FAILED","data":{"id":5}}""")]
    [InlineData("""{"data":{"success":false}}""")]
    [InlineData("""{"success":true,"data":{"id":5,"status":"failed"}}""")]
    [InlineData("""{"data":{"message":{"id":5,"status":"not_delivered"}}}""")]
    [InlineData("""{"data":[{"id":5,"error":"x"}]}""")]
    [InlineData("""[{"success":false}]""")]
    [InlineData("false")]
    [InlineData("ERROR")]
    [InlineData("<br />\n<b>Warning</b>: Undefined index in index.php on line 7<br />\n{\"success\":false}")]
    public void A_no_is_a_refusal_whatever_the_status_and_the_id(string body) =>
        Assert.Equal(new SendOutcome.Rejected(200), Map(body));

    [Theory]
    [InlineData("""{"success":true}""", null)]
    [InlineData("""{"success":"true"}""", null)]
    [InlineData("""{"success":1}""", null)]
    [InlineData("""{"success":"Сообщение отправлено"}""", null)]
    [InlineData("""{"ok":true,"error":false}""", null)]
    [InlineData("""{"status":"ok"}""", null)]
    [InlineData("""{"status":"sent"}""", null)]
    [InlineData("""{"status":"queued","error":null}""", null)]
    [InlineData("""{"status":"success","errors":[]}""", null)]
    [InlineData("""{"status":true,"errors":{}}""", null)]
    [InlineData("""{"status":200,"error":""}""", null)]
    [InlineData("""{"code":200,"error":0}""", null)]
    [InlineData("""{"success":true,"code":0,"errors":"no errors"}""", null)]
    [InlineData("""{"success":true,"errors":{"phone":[],"text":""}}""", null)]
    [InlineData("""{"success":true,"code":1000}""", null)]
    [InlineData("""{"code":0,"error":{"code":0,"message":"OK"},"data":{"id":5}}""", "id:5")]
    [InlineData("""{"code":1003,"data":{"id":5}}""", "id:5")]
    [InlineData("""{"status":0,"data":{"id":5}}""", "id:5")]
    [InlineData("""{"data":{"id":5,"status":"sent"}}""", "id:5")]
    [InlineData("""{"data":{"id":5,"status":"not_read"}}""", "id:5")]
    [InlineData("""{"data":{"id":5,"status":"new","user":{"status":"failed","error":"x"}}}""", "id:5")]
    [InlineData("""{"data":{"id":5,"text":"error","message":"Заказ не пришёл: failed","body":"false"}}""", "id:5")]
    [InlineData("""{"message":{"id":5,"text":"error"}}""", "message.id:5")]
    [InlineData("<br />\n<b>Warning</b>: Undefined index in index.php on line 7<br />\n{\"success\":true,\"data\":{\"id\":5}}", "id:5")]
    public void A_yes_or_an_id_is_delivered_and_proven(string body, string? id)
    {
        Assert.Equal(new SendOutcome.Delivered(id), Map(body));
        Assert.False(WahelpOutcomes.IsUnproven(Answer(body)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("OK")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("""{"data":[]}""")]
    [InlineData("""{"data":{"id":0}}""")]
    [InlineData("""{"code":0,"errors":[]}""")]
    [InlineData("""{"error":null,"success":null,"status":""}""")]
    [InlineData("""{"status":"active"}""")]
    [InlineData("""{"message":"Мессенджер не подключен"}""")]
    [InlineData("""{"message":"error"}""")]
    public void What_says_neither_is_delivered_and_unproven(string body)
    {
        Assert.Equal(new SendOutcome.Delivered(null), Map(body));
        Assert.True(WahelpOutcomes.IsUnproven(Answer(body)));
    }

    [Theory]
    [InlineData("<html><body>Войдите в сеть</body></html>")]
    [InlineData("\r\n <!doctype html><script>var a = {\"success\":true};</script>")]
    [InlineData("<?xml version=\"1.0\"?><ok/>")]
    public void A_page_is_no_answer(string body)
    {
        Assert.Equal(new SendOutcome.Unanswered(), Map(body));
        Assert.False(WahelpOutcomes.IsUnproven(Answer(body)));
    }

    [Theory]
    [InlineData("""{"error":"Channel is disabled"}""")]
    [InlineData("""{"success":false,"message":"Канал отключён"}""")]
    [InlineData("""{"status":"error","error":{"message":"Access denied"}}""")]
    public void A_no_that_is_the_accounts_may_concern_all(string body)
    {
        Assert.Equal(new SendOutcome.Rejected(200, MayConcernAll: true), Map(body));
        Assert.Equal(new SendOutcome.Rejected(400, MayConcernAll: true), Map(body, 400));
    }

    [Theory]
    [InlineData("""{"success":false,"code":403}""", 403)]
    [InlineData("""{"error":{"code":404,"message":"x"}}""", 404)]
    public void A_no_is_judged_by_the_HTTP_error_that_it_names(string body, int status) =>
        Assert.Equal(new SendOutcome.Rejected(status, MayConcernAll: true), Map(body));

    [Theory]
    [InlineData("""{"success":false,"code":401}""")]
    [InlineData("""{"status":"error","message":"Unauthenticated."}""")]
    [InlineData("""{"error":"unauthorized"}""")]
    public void A_refused_token_is_one_in_a_body_too(string body)
    {
        Assert.True(WahelpOutcomes.IsUnauthorized(Answer(body)));
        Assert.Equal(new SendOutcome.NothingSent("401", Account: true), Map(body));
    }

    [Theory]
    [InlineData("""{"success":false,"code":429}""")]
    [InlineData("""{"status":"too_many_requests","success":false}""")]
    [InlineData("""{"errors":["Слишком много попыток"]}""")]
    public void A_rate_limit_is_one_in_a_body_too(string body) =>
        Assert.Equal(new SendOutcome.RateLimited(WahelpOutcomes.DefaultWait), Map(body));

    [Fact]
    public void A_server_error_in_a_body_may_have_sent_it()
    {
        Assert.Equal(new SendOutcome.ServerError(500), Map("""{"success":false,"code":500}"""));
        Assert.Equal(new SendOutcome.NotNow("503"), Map("""{"status":503}"""));
    }

    [Theory]
    [InlineData("слишком много попыток", """{"success":false,"message":"Нельзя отправить «слишком много попыток»"}""", 200)]
    [InlineData("Пишет: Too many requests", """{"message":"Cannot send: Too many requests"}""", 400)]
    [InlineData("слишком много попыток", "Нельзя отправить «слишком много попыток»", 400)]
    [InlineData("номер не зарегистрирован?", """{"success":false,"message":"Ошибка в «номер не зарегистрирован?»"}""", 422)]
    [InlineData("access denied", """{"success":false,"message":"Cannot send «access denied»"}""", 422)]
    [InlineData(
        "any",
        """{"success":false,"text":"слишком много попыток","data":{"last_message":{"text":"мессенджер не подключен"},"user":{"name":"Too many """
            + """requests"}}}""", 422)]
    public void The_clients_own_words_in_a_quote_are_no_error_text(string sent, string body, int status) =>
        Assert.Equal(new SendOutcome.Rejected(status), WahelpOutcomes.Map(new WahelpAnswer(WahelpStep.Send, status, body) { Sent = sent }));

    [Fact]
    public void What_stands_in_an_error_field_is_an_error_text_whatever_the_client_wrote() =>
        Assert.Equal(
            new SendOutcome.Failed(Reasons.NoSuchMessenger),
            WahelpOutcomes.Map(Answer("""{"error":"Мессенджер не подключен"}""") with { Sent = "мессенджер не подключен" }));

    [Theory]
    [InlineData("""{"success":true,"data":{"id":301,"status":"blocked","code":7}}""", true)]
    [InlineData("""{"success":true,"data":{"id":301,"status":"failed"}}""", true)]
    [InlineData("""{"data":{"id":301,"error":"x"}}""", false)]
    [InlineData("""{"status":"error","data":{"id":301}}""", false)]
    public void A_users_own_status_is_not_the_calls(string body, bool isAccepted) =>
        Assert.Equal(isAccepted, WahelpOutcomes.IsAccepted(new WahelpAnswer(WahelpStep.FindUser, 200, body)));

    [Theory]
    [InlineData("""{"data":[{"id":5,"status":"failed","error":"x"}]}""", true)]
    [InlineData("""[{"id":5,"status":"error"}]""", true)]
    [InlineData("""{"status":"error","data":[]}""", false)]
    public void What_a_list_holds_says_nothing_of_the_call(string body, bool isAccepted) =>
        Assert.Equal(isAccepted, WahelpOutcomes.IsAccepted(new WahelpAnswer(WahelpStep.ReadHistory, 200, body)));

    private static SendOutcome Map(string body, int status = 200) => WahelpOutcomes.Map(new WahelpAnswer(WahelpStep.Send, status, body));

    private static WahelpAnswer Answer(string body) => new(WahelpStep.Send, 200, body);
}
