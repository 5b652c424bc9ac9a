using Relay.Harness;

namespace Relay.EndToEnd.Tests.Operating;

/// <summary>Imports and exports clients by <c>./relay clients</c>.</summary>
[Collection(OneOperatedRelay.Name)]
public sealed class ClientBaseTests(OperatedRelay relay)
{
    private const string Header = "phone,full_name,bot_tg_user_id";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private SandboxClient Sandbox => relay.Sandbox;

    [Fact]
    public async Task What_imported_clients_and_their_managers_wrote_before_goes_out_both_ways()
    {
        const long chat = 5_320_001;
        var phone = SandboxClient.PhoneOf(chat);
        await Sandbox.ClientWritesAsync(chat, "Вы меня знаете");
        await Sandbox.WaitInChatAsync(chat, timeout: Patience); // asked for the contact
        await Sandbox.ManagerRepliesAsync(phone, "Помним вас");
        await Sandbox.WaitAtWahelpAsync(phone, timeout: Patience); // the note

        var imported = await relay.RunAsync("clients", "import", relay.Write($"{Header}\n8{phone[2..]},Иван,{chat}\n"));

        Assert.Equal((0, "Done. 1 rows: 1 new, 0 known before, 0 refused.\n"), imported);
        Assert.Equal("Вы меня знаете", (await Sandbox.WaitAtWahelpAsync(phone, 2, Patience))[1].Text);
        Assert.Equal("Помним вас", (await Sandbox.WaitInChatAsync(chat, 2, Patience))[1].Text);
        Assert.Equal(
            (0, "Done. 1 rows: 0 new, 1 known before, 0 refused.\n"),
            await relay.RunAsync("clients", "import", relay.Write($"{Header}\n{phone},Иван,{chat}\n")));
    }

    [Fact]
    public async Task Rows_that_are_no_clients_or_contradict_what_is_known_are_refused_by_line_and_nothing_else_is()
    {
        const long proven = 5_320_101;
        await Sandbox.ClientSharesContactAsync(proven);
        await Sandbox.WaitInChatAsync(proven, timeout: Patience);
        await relay.SaysAsync("clients", "import", relay.Write($"{Header}\n+79161110001,Пётр,101\n"));

        var table = relay.Write($""""
            bot_tg_user_id;full_name;phone;comment
            102;"Анна; ""младшая""";8 916 111-00-02;новая
            103;;+79161110001;переходит от 101
            104;;+79161110001;а это уже спор
            105;Кто-то;{SandboxClient.PhoneOf(proven)};подтверждён другим
            106;;не телефон;
            ;Без Telegram;+79161110007;
            -5;;+79161110008;
            102;;+7 916 111 00 02;повтор
            107;"=HYPERLINK(""http://evil.example"";""Анна"")";+79161110009;
            108;'+Вера{'\u202e'}{'\u0007'};+79161110010;
            109;;7,99956E+10;
            """");
        var (code, said) = await relay.RunAsync("clients", "import", table);

        Assert.Equal(1, code);
        Assert.Contains("Done. 11 rows: 4 new, 1 known before, 6 refused.", said, StringComparison.Ordinal);
        Assert.Equal(
            [
                "line 12: a number in it was cut by the spreadsheet (like 7,99E+10): its last digits are lost. "
                    + "Give that column the format Text, fill it in anew, and save again",
                "line 4: its phone stands before it in the file with another bot_tg_user_id",
                "line 5: its phone belongs to another account, as the client proved by sharing the contact",
                "line 6: its phone is not a phone number",
                "line 7: it has no bot_tg_user_id",
                "line 8: its bot_tg_user_id is no Telegram account's number",
            ],
            said.Split('\n').Where(line => line.StartsWith("line", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        Assert.DoesNotContain("7916111", relay.Stack[RelayService.ClientDirectory].Process.Output, StringComparison.Ordinal);

        var exported = await relay.SaysAsync("clients", "export");
        Assert.StartsWith(Header + "\n", exported, StringComparison.Ordinal);
        Assert.Matches($"(?m)^\\{SandboxClient.PhoneOf(proven)},[^,]*,{proven}$", exported);
        Assert.Contains("\n+79161110001,\"\",103\n+79161110002,\"Анна; \"\"младшая\"\"\",102\n", exported, StringComparison.Ordinal);
        Assert.Contains(
            "\n+79161110009,\"'=HYPERLINK(\"\"http://evil.example\"\";\"\"Анна\"\")\",107\n+79161110010,'+Вера,108\n", exported, StringComparison.Ordinal);
        Assert.Contains(" 0 new, ", await relay.SaysAsync("clients", "import", relay.Write(exported)), StringComparison.Ordinal);
        Assert.Equal(exported, await relay.SaysAsync("clients", "export"));
    }
}
