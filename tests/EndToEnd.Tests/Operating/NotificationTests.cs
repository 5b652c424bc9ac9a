using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Relay.Harness;

namespace Relay.EndToEnd.Tests.Operating;

/// <summary>Other systems write to clients: one at a time over HTTP, and many by a file.</summary>
[Collection(OneOperatedRelay.Name)]
public sealed class NotificationTests(OperatedRelay relay) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly HttpClient wahelp = relay.Admin(RelayService.WahelpGateway);

    private SandboxClient Sandbox => relay.Sandbox;

    public void Dispose() => wahelp.Dispose();

    [Fact]
    public async Task A_notification_reaches_the_client_once_between_the_managers_replies_and_its_state_can_be_asked()
    {
        var (chat, phone) = await relay.LinkedAsync(5_310_001);

        await Sandbox.ManagerRepliesAsync(phone, "до");
        await Sandbox.WaitInChatAsync(chat, 2, Patience);
        Assert.Equal(HttpStatusCode.Accepted, await PostAsync(new { id = "order-1.ready", phone = "8" + phone[2..], text = "Заказ готов", note = true }));
        await WaitForStateAsync("order-1.ready", "delivered");
        await Sandbox.ManagerRepliesAsync(phone, "после");
        Assert.Equal(["до", "Заказ готов", "после"], (await Sandbox.WaitInChatAsync(chat, 4, Patience)).Skip(1).Select(seen => seen.Text));

        Assert.Equal(HttpStatusCode.OK, await PostAsync(new { id = "order-1.ready", phone, text = "Заказ готов" }));
        Assert.Equal(HttpStatusCode.Conflict, await PostAsync(new { id = "order-1.ready", phone, text = "Заказ не готов" }));
        var note = Assert.Single(await Sandbox.WaitAtWahelpAsync(phone, timeout: Patience));
        Assert.Contains("Заказ готов", note.Text, StringComparison.Ordinal);
        Assert.Equal(4, (await Sandbox.SeenInChatAsync(chat)).Count);
    }

    [Fact]
    public async Task A_notification_to_somebody_without_telegram_is_held_told_and_goes_out_after_linking()
    {
        const long chat = 5_310_101;
        var phone = SandboxClient.PhoneOf(chat);

        Assert.Equal(HttpStatusCode.Accepted, await PostAsync(new { id = "held", phone, text = "Ждём вас" }));
        await WaitForStateAsync("held", "held not_linked");
        var note = Assert.Single(await Sandbox.WaitAtWahelpAsync(phone, timeout: Patience));
        Assert.Contains("Уведомление «Ждём вас» пока не доставлено", note.Text, StringComparison.Ordinal);

        await Sandbox.ClientSharesContactAsync(chat);
        await WaitForStateAsync("held", "delivered");
        Assert.Single(await Sandbox.SeenInChatAsync(chat), seen => seen.Text == "Ждём вас");
    }

    [Fact]
    public async Task What_is_no_notification_is_refused_and_nobody_may_without_the_token()
    {
        var phone = SandboxClient.PhoneOf(5_310_201);

        Assert.Equal(HttpStatusCode.BadRequest, await PostAsync(new { id = "a", phone = "none", text = "Текст" }));
        Assert.Equal(HttpStatusCode.BadRequest, await PostAsync(new { id = "a", phone, text = " " }));
        Assert.Equal(HttpStatusCode.BadRequest, await PostAsync(new { id = "a b", phone, text = "Текст" }));
        Assert.Equal(HttpStatusCode.BadRequest, await PostAsync(new { phone, text = "Текст" }));
        Assert.Equal(HttpStatusCode.BadRequest, await PostAsync(new { id = "a", phone, text = "⟦Relay⟧ Текст" }));
        Assert.Equal(HttpStatusCode.NotFound, (await wahelp.GetAsync("/notifications/a")).StatusCode);
        wahelp.DefaultRequestHeaders.Authorization = null;
        Assert.Equal(HttpStatusCode.Unauthorized, await PostAsync(new { id = "a", phone, text = "Текст" }));
    }

    [Fact]
    public async Task A_file_goes_out_once_however_often_it_is_sent_and_its_refused_rows_are_reported_by_line()
    {
        var (chat, phone) = await relay.LinkedAsync(5_310_301);
        var file = relay.Write($"""
            id;phone;text
            ;{phone};"Скидка; только
            сегодня"
            ;нет;Первая из неверных строк
            ready-2;{phone};Заказ готов
            ready-2;{phone};Заказ не готов
            ;{phone}
            """);

        var (code, said) = await relay.RunAsync("notify", file);
        var refused = said.Split('\n').Where(line => line.StartsWith("line ", StringComparison.Ordinal)).Order(StringComparer.Ordinal).ToList();
        Assert.Equal(["line 4: its phone is not a phone number", "line 6: its id was accepted before with another phone or text"], refused.Take(2));
        Assert.StartsWith("line 7: it has 2 fields", Assert.Single(refused.Skip(2)), StringComparison.Ordinal);
        Assert.Contains("Done. 5 rows: 2 new, 0 known before, 3 refused.", said, StringComparison.Ordinal);
        Assert.Equal(1, code);
        Assert.Equal(["Скидка; только\nсегодня", "Заказ готов"], (await Sandbox.WaitInChatAsync(chat, 3, Patience)).Skip(1).Select(seen => seen.Text));

        var again = await relay.RunAsync("notify", relay.Write($"phone,text\n{phone},\"Скидка; только\nсегодня\"\n{phone},Последнее"));
        Assert.Equal((0, "Done. 2 rows: 1 new, 1 known before, 0 refused.\n"), again);
        Assert.Equal("Последнее", (await Sandbox.WaitInChatAsync(chat, 4, Patience))[3].Text);
        Assert.Equal(4, (await Sandbox.SeenInChatAsync(chat)).Count);
        Assert.DoesNotContain("Скидка", relay.Stack[RelayService.WahelpGateway].Process.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(phone[1..], relay.Stack[RelayService.WahelpGateway].Process.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_no_such_table_is_refused_as_a_whole()
    {
        var (code, said) = await relay.RunAsync("notify", relay.Write("+79990000000,Текст\n"));

        Assert.Equal(1, code);
        Assert.Contains("must name the columns phone, text", said, StringComparison.Ordinal);
    }

    private async Task<HttpStatusCode> PostAsync(object notification)
    {
        using var answer = await wahelp.PostAsJsonAsync("/notifications", notification);
        return answer.StatusCode;
    }

    private Task WaitForStateAsync(string id, string state) =>
        Waiting.UntilAsync(async () => await StateAsync(id) == state, Patience, $"{id} is {state}");

    private async Task<string> StateAsync(string id)
    {
        var answer = await wahelp.GetFromJsonAsync<JsonElement>($"/notifications/{id}");
        return $"{answer.GetProperty("state")} {answer.GetProperty("reason")}".TrimEnd();
    }
}
