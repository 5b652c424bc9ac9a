using System.Text.Json;
using Relay.Harness;

namespace Relay.Stack.Tests;

/// <summary><c>./relay</c> on a machine with Docker but without .NET: the tool runs in a container of the stack.</summary>
[Collection(OneStack.Name)]
public sealed class OperatingTests(ComposeStack stack) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly string file = Path.GetTempFileName();

    public void Dispose() => File.Delete(file);

    [Fact]
    public async Task Status_says_where_a_clients_message_is()
    {
        stack.MustRun();
        const long chat = 8_600_001;
        var phone = SandboxClient.PhoneOf(chat);
        await stack.Sandbox.ClientSharesContactAsync(chat);
        await stack.Sandbox.ClientWritesAsync(chat, "где это");
        await stack.Sandbox.WaitAtWahelpAsync(phone, timeout: Patience);

        await Waiting.UntilAsync(
            async () => (await SaysAsync("status", phone)).Contains("«где это»: delivered", StringComparison.Ordinal), Patience,
            "the status says that it is delivered", TimeSpan.FromSeconds(1));
        var status = JsonDocument.Parse(await SaysAsync("status", $"8 ({phone[2..5]}) {phone[5..]}", "--json")).RootElement;
        Assert.Equal(chat, status.GetProperty("client").GetProperty("chats")[0].GetInt64());
        Assert.Equal("delivered", status.GetProperty("telegram-gateway").GetProperty("accepted")[0].GetProperty("outcome").GetString());
    }

    [Fact]
    public async Task Dead_letters_are_listed_shown_and_discarded()
    {
        stack.MustRun();
        await stack.Sandbox.InjectUpdateAsync("""{"message":{"message_id":"тайное"}}""");
        await Waiting.UntilAsync(
            async () => (await SaysAsync("dead", "list", "telegram-gateway")).Contains("an update that cannot be read", StringComparison.Ordinal),
            Patience, "it is listed", TimeSpan.FromSeconds(1));
        var id = JsonDocument.Parse(await SaysAsync("dead", "list", "telegram-gateway", "--json")).RootElement.GetProperty("telegram-gateway")[0]
            .GetProperty("id").ToString();

        Assert.Contains("тайное", await SaysAsync("dead", "show", "telegram-gateway", id), StringComparison.Ordinal);
        var replayed = await stack.RelayAsync("dead", "replay", "telegram-gateway", id);
        Assert.True(replayed.ExitCode == 1, replayed.Output + replayed.Error);
        Assert.Contains("it still cannot be read", replayed.Error, StringComparison.Ordinal);
        Assert.Contains("1 done, 0 not.", await SaysAsync("dead", "discard", "telegram-gateway", "all"), StringComparison.Ordinal);
        Assert.Equal("client-directory: nothing\nwahelp-gateway: nothing\ntelegram-gateway: nothing\n", await SaysAsync("dead"));
    }

    [Fact]
    public async Task A_base_of_clients_and_notifications_go_in_from_files_of_this_machine()
    {
        stack.MustRun();
        const long chat = 8_600_101;
        var phone = SandboxClient.PhoneOf(chat);
        await stack.Sandbox.ClientWritesAsync(chat, "до знакомства");

        await WriteAsync($"phone,full_name,bot_tg_user_id\n{phone},Анна,{chat}\nнет,Никто,1\n");
        var import = await stack.RelayAsync("clients", "import", file);
        Assert.Equal((1, "line 3: its phone is not a phone number\nDone. 2 rows: 1 new, 0 known before, 1 refused.\n"), (import.ExitCode, import.Output));
        Assert.Contains($"\n{phone},Анна,{chat}\n", await SaysAsync("clients", "export"), StringComparison.Ordinal);

        await WriteAsync($"phone,text\n{phone},Заказ готов\n");
        Assert.Equal("Done. 1 rows: 1 new, 0 known before, 0 refused.\n", await SaysAsync("notify", file));
        await Waiting.UntilAsync(
            async () => (await stack.Sandbox.SeenInChatAsync(chat)).Any(seen => seen.Text == "Заказ готов"), Patience, "the notification arrives");
    }

    [Fact]
    public async Task The_token_is_a_file_that_the_tool_alone_reads()
    {
        stack.MustRun();

        Assert.Equal(ComposeStack.TokenOf("wahelp-gateway") + "\n", await SaysAsync("token", "wahelp-gateway"));
        Assert.Equal(ComposeStack.AdminToken, await stack.SecretAsync("cli/admin_token"));
        Assert.DoesNotContain(ComposeStack.AdminToken, await ComposeStack.DockerAsync(["inspect", .. await stack.ContainersAsync()]), StringComparison.Ordinal);
    }

    private async Task<string> SaysAsync(params string[] arguments)
    {
        var result = await stack.RelayAsync(arguments);
        Assert.True(result.ExitCode == 0, $"{result.ExitCode}: {result.Output}{result.Error}");
        return result.Output;
    }

    private Task WriteAsync(string table) => File.WriteAllTextAsync(file, table, TestContext.Current.CancellationToken);
}
