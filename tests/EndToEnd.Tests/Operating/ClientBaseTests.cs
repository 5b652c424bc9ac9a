using Relay.Harness;

namespace Relay.EndToEnd.Tests.Operating;

/// <summary>A base of clients goes in and comes out, by <c>./relay clients</c>.</summary>
public sealed class ClientBaseTests : IAsyncLifetime
{
    private const string Header = "phone,full_name,bot_tg_user_id";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private RelayStack stack = null!;
    private SandboxClient sandbox = null!;
    private Administrator admin = null!;

    public async ValueTask InitializeAsync()
    {
        stack = await Administrator.StartAsync();
        sandbox = new SandboxClient(stack.SandboxUrl);
        admin = new Administrator(stack);
    }

    public async ValueTask DisposeAsync()
    {
        admin?.Dispose();
        sandbox?.Dispose();
        await stack.DisposeAsync();
    }

    [Fact]
    public async Task What_imported_clients_and_their_managers_wrote_before_goes_out_both_ways()
    {
        const long chat = 5_320_001;
        var phone = SandboxClient.PhoneOf(chat);
        await sandbox.ClientWritesAsync(chat, "Вы меня знаете");
        await sandbox.WaitInChatAsync(chat, timeout: Patience); // asked for the contact
        await sandbox.ManagerRepliesAsync(phone, "Помним вас");
        await sandbox.WaitAtWahelpAsync(phone, timeout: Patience); // the note

        var imported = await admin.RunAsync("clients", "import", admin.Write($"{Header}\n8{phone[2..]},Иван,{chat}\n"));

        Assert.Equal((0, "Done. 1 rows: 1 new, 0 known before, 0 refused.\n"), (imported.ExitCode, imported.Output));
        Assert.Equal("Вы меня знаете", (await sandbox.WaitAtWahelpAsync(phone, 2, Patience))[1].Text);
        Assert.Equal("Помним вас", (await sandbox.WaitInChatAsync(chat, 2, Patience))[1].Text);
        Assert.Equal((0, "Done. 1 rows: 0 new, 1 known before, 0 refused.\n"), Ended(await admin.RunAsync("clients", "import", admin.Write($"{Header}\n{phone},Иван,{chat}\n"))));
    }

    [Fact]
    public async Task Rows_that_are_no_clients_or_contradict_what_is_known_are_refused_by_line_and_nothing_else_is()
    {
        const long proven = 5_320_101;
        await sandbox.ClientSharesContactAsync(proven);
        await sandbox.WaitInChatAsync(proven, timeout: Patience);
        Assert.Equal(0, (await admin.RunAsync("clients", "import", admin.Write($"{Header}\n+79161110001,Пётр,101\n"))).ExitCode);

        var table = admin.Write($""""
            bot_tg_user_id;full_name;phone;comment
            102;"Анна; ""младшая""";8 916 111-00-02;новая
            103;;+79161110001;переходит от 101
            104;;+79161110001;а это уже спор
            105;Кто-то;{SandboxClient.PhoneOf(proven)};подтверждён другим
            106;;не телефон;
            ;Без Telegram;+79161110007;
            -5;;+79161110008;
            102;;+7 916 111 00 02;повтор
            """");
        var imported = await admin.RunAsync("clients", "import", table);

        Assert.Equal(1, imported.ExitCode);
        Assert.Contains("Done. 8 rows: 2 new, 1 known before, 5 refused.", imported.Output, StringComparison.Ordinal);
        Assert.Equal(
            [
                "line 4: its phone stands before it in the file with another bot_tg_user_id",
                "line 5: its phone belongs to another account, as the client proved by sharing the contact",
                "line 6: its phone is none",
                "line 7: it has no bot_tg_user_id",
                "line 8: its bot_tg_user_id is no Telegram account's number",
            ],
            imported.Output.Split('\n').Where(line => line.StartsWith("line", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        Assert.DoesNotContain("7916111", stack[RelayService.ClientDirectory].Process.Output, StringComparison.Ordinal);

        var exported = await admin.RunAsync("clients", "export");
        var name = exported.Output.Split('\n')[1].Split(',')[1];
        Assert.Equal(
            (0, $"{Header}\n+79005320101,{name},{proven}\n+79161110001,\"\",103\n+79161110002,\"Анна; \"\"младшая\"\"\",102\n"),
            (exported.ExitCode, exported.Output));
        Assert.Equal((0, "Done. 3 rows: 0 new, 3 known before, 0 refused.\n"), Ended(await admin.RunAsync("clients", "import", admin.Write(exported.Output))));
        Assert.Equal(exported.Output, (await admin.RunAsync("clients", "export")).Output);
    }

    private static (int, string) Ended(RelayScript.Result result) => (result.ExitCode, result.Output);
}
