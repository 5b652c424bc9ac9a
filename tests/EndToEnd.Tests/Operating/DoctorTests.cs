using Relay.Harness;

namespace Relay.EndToEnd.Tests.Operating;

/// <summary>The doctor of each service, as the program's verb, against what it should find and against what is broken on purpose.</summary>
public sealed class DoctorTests
{
    [Fact]
    public async Task A_good_set_up_is_called_so_and_stays_as_it_is()
    {
        await using var stack = await Administrator.StartAsync();
        using var sandbox = new SandboxClient(stack.SandboxUrl);
        var gateway = stack[RelayService.WahelpGateway];
        gateway.Process.Set("WAHELP_WEBHOOK_URL", new Uri(gateway.Url, "wahelp/webhook").ToString());

        foreach (var instance in stack.Instances)
        {
            var (code, said) = await instance.Process.RunVerbAsync("doctor");
            Assert.True(code == 0, said);
            Assert.DoesNotContain("WRONG", said, StringComparison.Ordinal);
            Assert.Contains("right  The service runs here", said, StringComparison.Ordinal);
            Assert.Contains("right  The database answers", said, StringComparison.Ordinal);
            Assert.Contains("right  The tables are there", said, StringComparison.Ordinal);
            Assert.Contains("right  The broker lets the service in", said, StringComparison.Ordinal);
            Assert.DoesNotContain(stack.WahelpWebhookToken, said, StringComparison.Ordinal);
            Assert.DoesNotContain("sandbox-token", said, StringComparison.Ordinal);
        }

        var bot = (await stack[RelayService.TelegramGateway].Process.RunVerbAsync("doctor")).Said;
        Assert.Contains("right  The bot's token is good: @", bot, StringComparison.Ordinal);
        Assert.Contains("right  No webhook takes the bot's updates away", bot, StringComparison.Ordinal);
        var wahelp = (await gateway.Process.RunVerbAsync("doctor")).Said;
        Assert.Contains("right  The account is there", wahelp, StringComparison.Ordinal);
        Assert.Contains("right  The project and its channel are there", wahelp, StringComparison.Ordinal);
        Assert.Contains("right  The channel is connected", wahelp, StringComparison.Ordinal);
        Assert.Contains("right  WAHELP_WEBHOOK_URL leads to this gateway, and the token arrives", wahelp, StringComparison.Ordinal);
        Assert.Empty(await sandbox.UnexpectedCallsAsync());
        Assert.All(await Task.WhenAll(stack.Instances.Select(instance => instance.Process.RunVerbAsync("doctor"))), ended => Assert.Equal(0, ended.ExitCode));
    }

    [Theory]
    [InlineData(RelayService.TelegramGateway, "TELEGRAM_BOT_TOKEN", "100500:wrong-token", "Telegram refuses the bot's token", "@BotFather")]
    [InlineData(RelayService.TelegramGateway, "TELEGRAM_API_BASE", "http://127.0.0.1:1", "Telegram does not answer at 127.0.0.1", "TELEGRAM_PROXY")]
    [InlineData(RelayService.WahelpGateway, "WAHELP_PASSWORD", "wrong-password", "Wahelp refuses the log-in (401)", "WAHELP_LOGIN")]
    [InlineData(RelayService.WahelpGateway, "WAHELP_API_BASE", "http://127.0.0.1:1", "Wahelp does not answer at 127.0.0.1", "WAHELP_API_BASE")]
    [InlineData(RelayService.WahelpGateway, "WAHELP_CLIENTS_PROJECT_ID", "77", "Wahelp does not show this project's channels (404)", "WAHELP_CLIENTS_PROJECT_ID")]
    [InlineData(RelayService.WahelpGateway, "WAHELP_WEBHOOK_URL", "http://relay.example/wahelp/webhook", "WAHELP_WEBHOOK_URL is not https", "TLS")]
    [InlineData(RelayService.WahelpGateway, "WAHELP_WEBHOOK_URL", "https://127.0.0.1:1/wahelp/webhook", "WAHELP_WEBHOOK_URL cannot be reached", "certificate")]
    [InlineData(RelayService.ClientDirectory, "ConnectionStrings__Postgres", "Host=127.0.0.1;Port=1;Database=x;Username=x;Password=a-secret", "PostgreSQL does not answer at 127.0.0.1:1", "ConnectionStrings__Postgres")]
    [InlineData(RelayService.ClientDirectory, "ConnectionStrings__RabbitMq", "amqp://x:a-secret@127.0.0.1:1/", "No broker answers at 127.0.0.1:1", "ConnectionStrings__RabbitMq")]
    public async Task What_is_wrong_is_named_with_what_to_do_and_without_secrets(RelayService service, string variable, string value, string wrong, string remedy)
    {
        await using var stack = await RelayStack.StartAsync(new RelayStackOptions { Instances = [service], WaitUntilReady = false });
        var process = stack[service].Process;
        process.Set(variable, value);

        var (code, said) = await process.RunVerbAsync("doctor");

        Assert.Equal(1, code);
        var line = said.Split('\n').SkipWhile(line => !line.Contains("WRONG  " + wrong, StringComparison.Ordinal)).Take(2).ToList();
        Assert.True(line.Count == 2, said);
        Assert.Contains("→", line[1], StringComparison.Ordinal);
        Assert.Contains(remedy, line[1], StringComparison.Ordinal);
        Assert.DoesNotContain("a-secret", said, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong-token", said, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong-password", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_foreign_webhook_a_refused_user_and_a_missing_database_are_named()
    {
        await using var stack = await RelayStack.StartAsync(new RelayStackOptions { Instances = [RelayService.TelegramGateway], WaitUntilReady = false });
        var process = stack[RelayService.TelegramGateway].Process;
        using var http = new HttpClient { BaseAddress = stack.SandboxUrl };
        (await http.PostAsync("/bot100500:sandbox-token/setWebhook?url=http://127.0.0.1:9/secret-path", null)).EnsureSuccessStatusCode();
        var database = new Npgsql.NpgsqlConnectionStringBuilder(stack.Databases[RelayService.TelegramGateway].ConnectionString);
        var broker = new UriBuilder(stack.VirtualHost.Uri);

        process.Set("ConnectionStrings__Postgres", new Npgsql.NpgsqlConnectionStringBuilder(database.ConnectionString) { Database = "nothing" }.ConnectionString);
        process.Set("ConnectionStrings__RabbitMq", new UriBuilder(broker.Uri) { Password = "wrong" }.Uri.AbsoluteUri);
        var first = (await process.RunVerbAsync("doctor")).Said;
        Assert.Contains("WRONG  Another webhook holds this bot, at 127.0.0.1", first, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-path", first, StringComparison.Ordinal);
        Assert.Contains("has no such database", first, StringComparison.Ordinal);
        Assert.Contains("refuses the user or the password", first, StringComparison.Ordinal);

        process.Set("ConnectionStrings__RabbitMq", new UriBuilder(broker.Uri) { Path = "/nowhere" }.Uri.AbsoluteUri);
        Assert.Contains("has no such virtual host", (await process.RunVerbAsync("doctor")).Said, StringComparison.Ordinal);
    }
}
