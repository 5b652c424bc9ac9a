using System.Net;
using System.Net.Http.Headers;
using Relay.Harness;

namespace Relay.EndToEnd.Tests.Operating;

/// <summary><c>./relay dead</c>, <c>status</c> and <c>restored</c>, against a running relay.</summary>
public sealed class OperatingCommandsTests(OperatedRelay relay) : IClassFixture<OperatedRelay>
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Dead_letters_are_listed_shown_tried_again_and_discarded()
    {
        await relay.Sandbox.InjectUpdateAsync("""{"message":{"message_id":"тайное"}}""");
        await relay.Sandbox.InjectUpdateAsync("""{"message":{"message_id":"второе"}}""");
        await Waiting.UntilAsync(async () => (await LettersAsync("telegram-gateway")).Count == 2, Patience, "both are listed");
        var listed = await relay.SaysAsync("dead", "list");
        Assert.Contains("client-directory: nothing", listed, StringComparison.Ordinal);
        Assert.Contains("an update that cannot be read", listed, StringComparison.Ordinal);
        Assert.DoesNotContain("тайное", listed, StringComparison.Ordinal);
        var id = (await LettersAsync("telegram-gateway"))[0];

        Assert.Contains("тайное", await relay.SaysAsync("dead", "show", "telegram-gateway", id), StringComparison.Ordinal);
        Assert.Contains("it still cannot be read", await relay.RefusesAsync("dead", "replay", "telegram-gateway", id), StringComparison.Ordinal);
        Assert.Contains("discarded", await relay.SaysAsync("dead", "discard", "telegram-gateway", id), StringComparison.Ordinal);
        Assert.Contains("it was discarded already", await relay.RefusesAsync("dead", "replay", "telegram-gateway", id), StringComparison.Ordinal);
        Assert.Contains("it still cannot be read", await relay.RefusesAsync("dead", "replay", "telegram-gateway", "all"), StringComparison.Ordinal);
        Assert.Contains("1 done, 0 not.", await relay.SaysAsync("dead", "discard", "telegram-gateway", "all"), StringComparison.Ordinal);
        Assert.Equal("telegram-gateway: nothing", (await relay.SaysAsync("dead", "list", "telegram-gateway")).Trim());
    }

    [Fact]
    public async Task A_services_token_opens_that_service_alone_and_is_printed_for_other_systems()
    {
        foreach (var service in Enum.GetValues<RelayService>())
        {
            var token = (await relay.SaysAsync("token", service.Name())).Trim();
            Assert.Equal(OperatedRelay.TokenOf(service), token);
            foreach (var other in Enum.GetValues<RelayService>())
            {
                Assert.Equal(other == service ? HttpStatusCode.OK : HttpStatusCode.Unauthorized, await AskAsync(other, token));
            }

            Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(service, OperatedRelay.Token));
        }

        async Task<HttpStatusCode> AskAsync(RelayService service, string token)
        {
            using var http = relay.Admin(service);
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
            using var answer = await http.GetAsync(new Uri("dead", UriKind.Relative), TestContext.Current.CancellationToken);
            return answer.StatusCode;
        }
    }

    [Fact]
    public async Task A_token_that_can_be_guessed_is_refused()
    {
        var real = relay.ForReal();
        real["RELAY_ADMIN_TOKEN"] = "twenty-three-characters";

        Assert.Contains("less than 24 characters", await relay.RefusesAsync(real, "token", "wahelp-gateway"), StringComparison.Ordinal);
        Assert.Contains("less than 24 characters", await relay.RefusesAsync(real, "dead", "list"), StringComparison.Ordinal);
        Assert.Contains("less than 24 characters", await relay.RefusesAsync(real, "up"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_delivered_meanwhile_is_not_delivered_again_by_a_replay()
    {
        var (chat, phone) = await relay.LinkedAsync(5_500_001);
        var message = await relay.Sandbox.ManagerRepliesAsync(phone, "один раз", shape: new { direction = "from_supervisor" });
        await Waiting.UntilAsync(async () => (await LettersAsync("wahelp-gateway")).Count == 1, Patience, "it is a dead letter");
        var id = (await LettersAsync("wahelp-gateway"))[0];
        await relay.Sandbox.ManagerRepliesAsync(phone, "один раз", message);
        await relay.Sandbox.WaitInChatAsync(chat, 2, Patience);

        var gateway = relay.Stack[RelayService.WahelpGateway];
        await gateway.Process.TerminateAsync();
        Assert.Contains("wahelp-gateway does not answer", await relay.RefusesAsync("dead", "replay", "wahelp-gateway", id), StringComparison.Ordinal);
        gateway.Process.Set("WAHELP_OPERATOR_DIRECTIONS", "from_operator,from_supervisor");
        await gateway.StartAsync();
        await gateway.WaitUntilReadyAsync();
        Assert.Contains("1 done, 0 not.", await relay.SaysAsync("dead", "replay", "wahelp-gateway", "all"), StringComparison.Ordinal);
        Assert.Contains("it was replayed already", await relay.RefusesAsync("dead", "replay", "wahelp-gateway", id), StringComparison.Ordinal);

        await relay.Sandbox.ManagerRepliesAsync(phone, "потом");
        await relay.Sandbox.WaitInChatAsync(chat, 3, Patience);
        Assert.Equal(["один раз", "потом"], (await relay.Sandbox.SeenInChatAsync(chat)).Skip(1).Select(entry => entry.Text));
    }

    [Fact]
    public async Task Status_tells_of_an_unknown_a_linked_and_a_held_client()
    {
        var unknown = await relay.SaysAsync("status", "+79001112233");
        Assert.Contains("No Telegram account is linked", unknown, StringComparison.Ordinal);
        Assert.Equal(2, unknown.Split("nothing of this client").Length - 1);

        var (chat, phone) = await relay.LinkedAsync(5_500_101);
        await relay.Sandbox.ManagerRepliesAsync(phone, "дошло");
        await relay.Sandbox.WaitInChatAsync(chat, 2, Patience);
        await UntilStatusSaysAsync(phone, "OperatorReplied «дошло»: delivered");
        await UntilStatusSaysAsync($"8 ({phone[2..5]}) {phone[5..]}", "«дошло»: delivered");

        await relay.Sandbox.ClientBlocksBotAsync(chat);
        await relay.Sandbox.ManagerRepliesAsync(phone, "ждёт");
        await UntilStatusSaysAsync(phone, "OperatorReplied «ждёт»: held (bot_blocked)");
        await UntilStatusSaysAsync($"tg:{chat}", "1 open; held: bot_blocked");
        await UntilStatusSaysAsync(phone, "note (no text): delivered"); // who was told
    }

    [Fact]
    public async Task What_was_typed_wrong_is_said_in_words()
    {
        Assert.Contains("There is no service 'wahelp'", await relay.RefusesAsync("dead", "list", "wahelp"), StringComparison.Ordinal);
        Assert.Contains("'x1' is not the number of a letter", await relay.RefusesAsync("dead", "show", "wahelp-gateway", "x1"), StringComparison.Ordinal);
        Assert.Contains("there is no such letter", await relay.RefusesAsync("dead", "show", "wahelp-gateway", "999999"), StringComparison.Ordinal);
        Assert.Contains("there is no such letter", await relay.RefusesAsync("dead", "replay", "wahelp-gateway", "999999"), StringComparison.Ordinal);
        Assert.Contains("Usage: ./relay dead", await relay.RefusesAsync("dead", "replay", "wahelp-gateway"), StringComparison.Ordinal);
        Assert.Contains("This is not a phone", await relay.RefusesAsync("status", "nobody"), StringComparison.Ordinal);
        Assert.Contains("Usage: ./relay restored", await relay.RefusesAsync("restored", "wahelp"), StringComparison.Ordinal);
        Assert.Contains("simulated relay starts empty", await relay.RefusesAsync("restored", "wahelp-gateway"), StringComparison.Ordinal);
        Assert.Contains(
            "No relay runs here",
            await relay.RefusesAsync(new Dictionary<string, string?>(StringComparer.Ordinal) { ["RELAY_HOME"] = "/nonexistent" }, "dead", "list"),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Restored_refuses_beside_a_running_service_and_says_what_it_did_to_a_stopped_one()
    {
        await relay.LinkedAsync(5_500_201);
        var gateway = relay.Stack[RelayService.WahelpGateway];

        Assert.Contains("Stop all of them first", await relay.RefusesAsync(relay.ForReal(), "restored", "wahelp-gateway"), StringComparison.Ordinal);
        await gateway.Process.TerminateAsync();
        var elsewhere = relay.ForReal();
        elsewhere["POSTGRES_WAHELP_GATEWAY"] = "Host=127.0.0.1;Port=1;Username=nobody;Password=none;Database=none";
        Assert.Contains("nothing was done", await relay.RefusesAsync(elsewhere, "restored", "wahelp-gateway"), StringComparison.Ordinal);
        Assert.Contains("Ready to start.", await relay.SaysAsync(relay.ForReal(), "restored", "wahelp-gateway"), StringComparison.Ordinal);
        Assert.Contains(
            "shared contacts go to ClientDirectory again", await relay.SaysAsync(relay.ForReal(), "restored", "client-directory"), StringComparison.Ordinal);

        await gateway.StartAsync();
        await gateway.WaitUntilReadyAsync();
    }

    /// <summary>The numbers of open letters.</summary>
    private async Task<List<string>> LettersAsync(string service) =>
        [.. (await relay.SaysAsync("dead", "list", service)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(
            line => line.Trim().Split(' ')[0])];

    private Task UntilStatusSaysAsync(string who, string words) => Waiting.UntilAsync(
        async () => (await relay.SaysAsync("status", who)).Contains(words, StringComparison.Ordinal), Patience, $"the status says '{words}'",
        TimeSpan.FromMilliseconds(500));
}
