using Npgsql;
using Relay.Harness;

namespace Relay.EndToEnd.Tests.Operating;

/// <summary>The doctor of each service, with a correct set-up and with deliberate mistakes.</summary>
[Collection(OneOperatedRelay.Name)]
public sealed class DoctorTests(OperatedRelay relay)
{
    private const string Doctor = "doctor";

    public static TheoryData<RelayService, string, string, string, string> Ills => new()
    {
        { RelayService.TelegramGateway, "TELEGRAM_BOT_TOKEN", "100500:a-secret", "Telegram refuses the bot's token", "@BotFather" },
        { RelayService.TelegramGateway, "TELEGRAM_API_BASE", "http://127.0.0.1:1", "Telegram does not answer at 127.0.0.1", "TELEGRAM_PROXY" },
        { RelayService.WahelpGateway, "WAHELP_PASSWORD", "a-secret", "Wahelp refuses the log-in (401)", "WAHELP_LOGIN" },
        { RelayService.WahelpGateway, "WAHELP_API_BASE", "http://127.0.0.1:1", "Wahelp does not answer at 127.0.0.1", "WAHELP_API_BASE" },
        { RelayService.WahelpGateway, "WAHELP_CLIENTS_PROJECT_ID", "77", "Wahelp does not show this project's channels", "WAHELP_CLIENTS_PROJECT_ID" },
        { RelayService.WahelpGateway, "WAHELP_CLIENTS_CHANNEL_UUID", "77", "The project has no channel with this uuid", "WAHELP_CLIENTS_CHANNEL_UUID" },
        { RelayService.WahelpGateway, "WAHELP_WEBHOOK_URL", "http://relay.example/wahelp/webhook", "WAHELP_WEBHOOK_URL is not https", "TLS" },
        { RelayService.WahelpGateway, "WAHELP_WEBHOOK_URL", "https://127.0.0.1:1/wahelp/webhook", "WAHELP_WEBHOOK_URL cannot be reached", "certificate" },
        { RelayService.ClientDirectory, "ConnectionStrings__Postgres", "Host=127.0.0.1;Port=1;Database=x;Username=x;Password=a-secret",
        "PostgreSQL does not answer at 127.0.0.1:1", "Host and Port" },
        { RelayService.ClientDirectory, "ConnectionStrings__RabbitMq", "amqp://x:a-secret@127.0.0.1:1/", "No broker answers at 127.0.0.1:1",
        "ConnectionStrings__RabbitMq" },
    };

    [Fact]
    public async Task A_set_up_that_is_right_is_called_so()
    {
        var gateway = relay.Stack[RelayService.WahelpGateway];
        var address = ("WAHELP_WEBHOOK_URL", new Uri(gateway.Url, "wahelp/webhook").ToString());
        var said = new Dictionary<RelayService, string>();
        foreach (var instance in relay.Stack.Instances)
        {
            var (code, words) = await instance.Process.RunVerbAsync(Doctor, address);
            Assert.True(code == 0, words);
            Assert.DoesNotContain("WRONG", words, StringComparison.Ordinal);
            Assert.DoesNotContain(relay.Stack.WahelpWebhookToken, words, StringComparison.Ordinal);
            Assert.DoesNotContain("sandbox-token", words, StringComparison.Ordinal);
            Assert.All(
                ["The database answers", "The tables are there", "The broker lets the service in"],
                right => Assert.Contains("right  " + right, words, StringComparison.Ordinal));
            said.Add(instance.Service, words);
        }

        Assert.Contains("right  The bot's token is good: @", said[RelayService.TelegramGateway], StringComparison.Ordinal);
        Assert.Contains("right  No webhook takes the bot's updates away", said[RelayService.TelegramGateway], StringComparison.Ordinal);
        Assert.All(
            ["The account is valid", "The project and its channel exist", "The channel is connected",
                "WAHELP_WEBHOOK_URL leads to this gateway, and the token arrives"],
            right => Assert.Contains("right  " + right, said[RelayService.WahelpGateway], StringComparison.Ordinal));
        Assert.Empty(await relay.Sandbox.UnexpectedCallsAsync());
    }

    [Theory]
    [MemberData(nameof(Ills))]
    public async Task What_is_wrong_is_said_with_what_to_do_and_without_secrets(
        RelayService service, string variable, string value, string wrong, string remedy)
    {
        var (code, said) = await relay.Stack[service].Process.RunVerbAsync(Doctor, (variable, value));

        Assert.Equal(1, code);
        var lines = said.Split('\n').SkipWhile(line => !line.Contains("WRONG  " + wrong, StringComparison.Ordinal)).Take(2).ToList();
        Assert.True(lines.Count == 2, said);
        Assert.StartsWith("→", lines[1].Trim(), StringComparison.Ordinal);
        Assert.Contains(remedy, lines[1], StringComparison.Ordinal);
        Assert.DoesNotContain("a-secret", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refusals_of_the_servers_are_told_apart()
    {
        var process = relay.Stack[RelayService.ClientDirectory].Process;
        var database = relay.Stack.Databases[RelayService.ClientDirectory].ConnectionString;
        var nowhere = new NpgsqlConnectionStringBuilder(database) { Database = "nowhere" }.ConnectionString;
        var broker = relay.Stack.VirtualHost.Uri;

        var (_, first) = await process.RunVerbAsync(
            Doctor, ("ConnectionStrings__Postgres", nowhere), ("ConnectionStrings__RabbitMq", new UriBuilder(broker) { Password = "wrong" }.Uri.AbsoluteUri));
        Assert.Contains("has no such database", first, StringComparison.Ordinal);
        Assert.Contains("refuses the user or the password", first, StringComparison.Ordinal);
        var (_, second) = await process.RunVerbAsync(Doctor, ("ConnectionStrings__RabbitMq", new UriBuilder(broker) { Path = "/nowhere" }.Uri.AbsoluteUri));
        Assert.Contains("has no such virtual host", second, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_webhook_of_somebody_else_is_noticed_and_left_alone()
    {
        using var telegram = new HttpClient { BaseAddress = relay.Stack.SandboxUrl };
        using var foreign = new FormUrlEncodedContent([new("url", "https://127.0.0.1:9/a-secret")]);
        (await telegram.PostAsync("/bot100500:sandbox-token/setWebhook", foreign)).EnsureSuccessStatusCode();

        var (code, said) = await relay.Stack[RelayService.TelegramGateway].Process.RunVerbAsync(Doctor);

        Assert.Equal(1, code);
        Assert.Contains("WRONG  Another webhook holds this bot, at 127.0.0.1", said, StringComparison.Ordinal);
        Assert.DoesNotContain("a-secret", said, StringComparison.Ordinal);
        Assert.Contains("a-secret", await telegram.GetStringAsync("/bot100500:sandbox-token/getWebhookInfo"), StringComparison.Ordinal);
        (await telegram.PostAsync("/bot100500:sandbox-token/deleteWebhook", null)).EnsureSuccessStatusCode();
        await relay.Stack[RelayService.TelegramGateway].WaitUntilReadyAsync(); // it has met the foreign webhook too; the next test shares it
    }

    [Fact]
    public async Task A_clock_that_goes_wrong_is_noticed_against_the_database_and_against_Telegram()
    {
        using var clock = await ShiftedClock.TryCreateAsync();
        Assert.SkipWhen(clock is null, "There is no C compiler here to make a shifted clock of.");
        clock.Shift = TimeSpan.FromMinutes(5);

        var (code, said) = await relay.Stack[RelayService.TelegramGateway].Process.RunVerbAsync(
            Doctor, clock.Environment.Select(pair => (pair.Key, pair.Value)));

        Assert.Equal(1, code);
        Assert.Contains("WRONG  The database's clock and this machine's differ by", said, StringComparison.Ordinal);
        Assert.Contains("WRONG  Telegram's clock and this machine's differ by", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_command_asks_all_three_and_fails_where_one_finds_something_wrong()
    {
        var real = relay.ForReal();
        real["TELEGRAM_API_BASE"] = real["WAHELP_API_BASE"] = relay.Stack.SandboxUrl.ToString();

        var result = await relay.RunAsync(real, ["doctor"]);

        Assert.Equal(1, result.ExitCode); // its channel is not the sandbox's
        Assert.All(
            ["client-directory:", "wahelp-gateway:", "telegram-gateway:", "The bot's token is good", "The project has no channel with this uuid"], words =>
            Assert.Contains(words, result.Output, StringComparison.Ordinal));
    }
}
