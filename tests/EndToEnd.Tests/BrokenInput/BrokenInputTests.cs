using System.Net;
using System.Text;
using Npgsql;
using Relay.Harness;

namespace Relay.EndToEnd.Tests.BrokenInput;

/// <summary>Broken input has a defined answer and affects nothing else: the messages with it and after it arrive.</summary>
[Collection(OneRelay.Name)]
public sealed class BrokenInputTests(RelayFixture relay)
{
    private SandboxClient Sandbox => relay.Sandbox;

    [Theory]
    [InlineData("""{"quantum_message":{"id":1}}""")]
    [InlineData("""{"message":{"message_id":"not a number","chat":{"id":1}}}""")]
    [InlineData("""{"message":{"message_id":7,"date":1,"chat":{"id":7000000,"type":"private"},"from":{"id":7000000,"is_bot":false,"first_name":"A"},"text":"\ud83d"}}""")]
    [InlineData("""{"message":{"message_id":7,"date":1,"chat":{"id":7000000,"type":"private"},"from":{"id":7000000,"is_bot":false,"first_name":"A"},"text":"\u0000"}}""")]
    [InlineData(
        """{"message":{"message_id":7,"date":1,"chat":{"id":7000000,"type":"private"},"from":{"id":7000000,"is_bot":false,"first_name":"A"},"text":""}}""")]
    public async Task A_strange_update_disturbs_no_other(string update)
    {
        var (chat, phone) = await relay.LinkedClientAsync();

        await Sandbox.ClientWritesAsync(chat, "до");
        await Sandbox.InjectUpdateAsync(update);
        await Sandbox.ClientWritesAsync(chat, "после");

        Assert.Equal(["до", "после"], (await Sandbox.WaitAtWahelpAsync(phone, 2)).Select(seen => seen.Text));
    }

    [Fact]
    public async Task An_update_that_cannot_be_read_is_kept_as_a_dead_letter()
    {
        var (chat, phone) = await relay.LinkedClientAsync();

        var written = await Sandbox.InjectUpdateAsync("""{"message":{"message_id":"not a number","chat":{"id":1}}}""");
        await Sandbox.ClientWritesAsync(chat, "после");
        await Sandbox.WaitAtWahelpAsync(phone);

        await using var database = NpgsqlDataSource.Create(relay.Stack.Databases[RelayService.TelegramGateway].ConnectionString);
        await using var count = database.CreateCommand("SELECT count(*) FROM dead WHERE raw LIKE '%\"update_id\":' || @id || '%'");
        count.Parameters.Add(new("id", $"{written.UpdateId}"));
        Assert.Equal(1L, await count.ExecuteScalarAsync());
    }

    [Fact]
    public async Task A_text_in_any_script_arrives_as_it_was_written()
    {
        var (chat, phone) = await relay.LinkedClientAsync();
        string[] texts =
        [
            "שלום עולם ‏🙂", "مرحبا بالعالم", "👩‍👩‍👧‍👦 семья", "a\u0301 zalgo", "<b>не тег</b> & \"кавычки\" \\ {json}", new string('ы', 4096),
        ];

        foreach (var text in texts)
        {
            await Sandbox.ClientWritesAsync(chat, text);
        }

        Assert.Equal(texts, (await Sandbox.WaitAtWahelpAsync(phone, texts.Length)).Select(seen => seen.Text));
        // To another client: a manager's message with the client's own text may be an echo.
        var (otherChat, otherPhone) = await relay.LinkedClientAsync();
        foreach (var text in texts)
        {
            await Sandbox.ManagerRepliesAsync(otherPhone, text);
        }

        Assert.Equal(texts, (await Sandbox.WaitInChatAsync(otherChat, texts.Length + 1, TimeSpan.FromSeconds(30))).Skip(1).Select(seen => seen.Text));
    }

    [Fact]
    public async Task Webhooks_that_are_no_webhooks_are_refused_or_kept_without_effect()
    {
        using var http = new HttpClient { BaseAddress = relay.Stack[RelayService.WahelpGateway].Url };

        Assert.Equal(HttpStatusCode.Unauthorized, await PostAsync(http, "{}", token: null));
        Assert.Equal(HttpStatusCode.Unauthorized, await PostAsync(http, "{}", token: "wrong"));
        Assert.Equal(HttpStatusCode.OK, await PostAsync(http, "{\"data\":", relay.Stack.WahelpWebhookToken)); // kept: nobody would send it again
        Assert.Equal(HttpStatusCode.OK, await PostAsync(http, new string('[', 100_000), relay.Stack.WahelpWebhookToken));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, await PostAsync(http, $"\"{new string('x', 2 * 1024 * 1024)}\"", relay.Stack.WahelpWebhookToken));
        Assert.Equal(HttpStatusCode.OK, await PostAsync(http, "{\"hello\":1}", relay.Stack.WahelpWebhookToken));
    }

    [Fact]
    public async Task A_reply_to_what_is_no_phone_is_kept_and_disturbs_no_other()
    {
        var (chat, phone) = await relay.LinkedClientAsync();

        await Sandbox.ManagerRepliesAsync("not-a-phone", "кому?");
        await Sandbox.ManagerRepliesAsync(phone, "вам");

        Assert.Equal("вам", (await Sandbox.WaitInChatAsync(chat, 2))[1].Text);
    }

    private static async Task<HttpStatusCode> PostAsync(HttpClient http, string body, string? token)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        var query = token is null ? "" : $"?token={token}";
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"wahelp/webhook{query}", UriKind.Relative)) { Content = content };
        request.Headers.ExpectContinue = true; // a body that is too large is refused before it is sent: the connection ends with it
        using var response = await http.SendAsync(request);
        return response.StatusCode;
    }
}
