using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Relay.Harness;

namespace Relay.EndToEnd.Tests.Operating;

/// <summary>Dead letters and status, over HTTP on the management ports, as the commands call them.</summary>
[Collection(OneOperatedRelay.Name)]
public sealed class AdministrationTests(OperatedRelay relay)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task A_reply_with_an_unknown_direction_is_replayed_once_the_setting_is_right_and_reaches_the_client_once()
    {
        await using var stack = await RelayStack.StartAsync(new RelayStackOptions
        {
            Environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["RELAY_ADMIN_TOKEN"] = OperatedRelay.Token },
        });
        using var sandbox = new SandboxClient(stack.SandboxUrl);
        const long chat = 5_300_001;
        var phone = SandboxClient.PhoneOf(chat);
        await sandbox.ClientSharesContactAsync(chat);
        await sandbox.WaitInChatAsync(chat, timeout: Patience);
        var gateway = stack[RelayService.WahelpGateway];
        using var admin = Admin(gateway, OperatedRelay.Token);

        await sandbox.ManagerRepliesAsync(phone, "из нового направления", shape: new { direction = "from_supervisor" });
        await Waiting.UntilAsync(async () => (await ListAsync(admin)).Length > 0, Patience, "the letter is listed");
        var listed = await ListAsync(admin);
        Assert.DoesNotContain("из нового направления", listed, StringComparison.Ordinal);
        var id = listed.Trim().Split(' ')[0];
        Assert.Contains("из нового направления", await admin.GetStringAsync($"/dead/{id}"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Conflict, (await admin.PostAsync($"/dead/{id}/replay", null)).StatusCode);
        Assert.Contains("cannot be placed", await ListAsync(admin), StringComparison.Ordinal);

        await gateway.Process.TerminateAsync();
        gateway.Process.Set("WAHELP_OPERATOR_DIRECTIONS", "from_operator,from_supervisor");
        await gateway.StartAsync();
        await gateway.WaitUntilReadyAsync();
        Assert.Equal(HttpStatusCode.OK, (await admin.PostAsync($"/dead/{id}/replay", null)).StatusCode);

        await sandbox.WaitInChatAsync(chat, 2, Patience);
        Assert.Equal(HttpStatusCode.Conflict, (await admin.PostAsync($"/dead/{id}/replay", null)).StatusCode);
        Assert.Empty(await ListAsync(admin));
        Assert.Single(await sandbox.SeenInChatAsync(chat), entry => entry.Text == "из нового направления");
    }

    [Fact]
    public async Task An_update_that_cannot_be_read_stays_until_it_is_discarded()
    {
        using var admin = Admin(relay.Stack[RelayService.TelegramGateway]);

        await relay.Sandbox.InjectUpdateAsync("""{"message":{"message_id":"not a number"}}""");
        await Waiting.UntilAsync(async () => (await ListAsync(admin)).Length > 0, Patience, "the letter is listed");
        var id = (await ListAsync(admin)).Trim().Split(' ')[0];

        var refused = await admin.PostAsync($"/dead/{id}/replay", null);
        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        Assert.Contains("cannot be read", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await admin.PostAsync($"/dead/{id}/discard", null)).StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, (await admin.PostAsync($"/dead/{id}/replay", null)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await admin.PostAsync("/dead/999999/replay", null)).StatusCode);
        Assert.Empty(await ListAsync(admin));
    }

    [Fact]
    public async Task Status_tells_what_each_message_of_a_client_waits_for_and_only_with_the_token()
    {
        var (stack, sandbox) = (relay.Stack, relay.Sandbox);
        var (chat, phone) = await relay.LinkedAsync(5_300_101);
        foreach (var at in new[] { "wahelp.send", "wahelp.channels" })
        {
            // Refused by the channel list too: the account is at fault, even if others were answered a moment ago.
            await sandbox.ScriptAsync(new SandboxScript { At = at, Status = 404, Times = null });
        }

        await sandbox.ClientWritesAsync(chat, "дойдёт ли это");
        await sandbox.WaitForAsync(Seen.WahelpRefused, timeout: Patience);

        using var directory = Admin(stack[RelayService.ClientDirectory]);
        using var wahelp = Admin(stack[RelayService.WahelpGateway]);
        using var telegram = Admin(stack[RelayService.TelegramGateway]);
        var whose = await (await directory.PostAsJsonAsync("/clients/identify", new { who = phone[2..] })).Content.ReadAsStringAsync();
        Assert.Contains(phone, whose, StringComparison.Ordinal);

        await Waiting.UntilAsync(
            async () => (await StatusAsync(wahelp, whose)).Contains("NOTHING goes out", StringComparison.Ordinal), Patience, "the pause shows");
        Assert.Contains("дойдёт ли это", await StatusAsync(wahelp, whose), StringComparison.Ordinal);
        Assert.Contains("its outcome is not back", await StatusAsync(telegram, whose), StringComparison.Ordinal);

        await sandbox.ClearScriptsAsync();
        await sandbox.WaitAtWahelpAsync(phone, timeout: Patience);
        await Waiting.UntilAsync(
            async () => (await StatusAsync(telegram, whose)).Contains(": delivered", StringComparison.Ordinal), Patience, "the outcome shows at its origin");

        wahelp.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "wrong");
        Assert.Equal(HttpStatusCode.Unauthorized, (await wahelp.GetAsync("/dead")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await new HttpClient().GetAsync(new Uri(stack[RelayService.WahelpGateway].Url, "dead"))).StatusCode);
    }

    /// <param name="token">Null for the token of the shared relay's service.</param>
    private static HttpClient Admin(RelayInstance instance, string? token = null)
    {
        var http = new HttpClient { BaseAddress = instance.ManagementUrl };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token ?? OperatedRelay.TokenOf(instance.Service));
        http.DefaultRequestHeaders.Accept.ParseAdd("text/plain");
        return http;
    }

    private static Task<string> ListAsync(HttpClient admin) => admin.GetStringAsync("/dead");

    private static async Task<string> StatusAsync(HttpClient admin, string whose)
    {
        using var body = new StringContent(whose, System.Text.Encoding.UTF8, "application/json");
        using var answer = await admin.PostAsync("/status", body);
        return await answer.Content.ReadAsStringAsync();
    }
}
