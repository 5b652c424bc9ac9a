using System.Security.Cryptography;
using System.Text;
using Relay.Harness;

namespace Relay.Stack.Tests;

[Collection(OneStack.Name)]
public sealed class SecretsTests(ComposeStack stack)
{
    private const string Token = "424242:planted-token-of-telegram";
    private const string AdminToken = "planted-token-of-the-administrator";
    private const string Password = "planted: $password \"of\" wahelp";

    [Fact]
    public async Task No_password_is_in_what_the_engine_knows_nor_in_command_lines_nor_in_logs()
    {
        stack.MustRun();
        var known = await ComposeStack.DockerAsync(["inspect", .. await stack.ContainersAsync()]);
        var commands = await stack.ComposeAsync("top");
        var logs = await stack.ComposeAsync("logs", "--no-color");

        Assert.NotEmpty(stack.Passwords);
        foreach (var password in stack.Passwords.Values)
        {
            Assert.DoesNotContain(password, known, StringComparison.Ordinal);
            Assert.DoesNotContain(password, commands, StringComparison.Ordinal);
            Assert.DoesNotContain(password, logs, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_webhooks_token_is_in_no_log_even_where_nobody_answers()
    {
        stack.MustRun();
        const string token = "planted-webhook-token-of-wahelp";
        await stack.ComposeAsync("stop", "wahelp-gateway");
        using var http = new HttpClient { BaseAddress = stack.Web };
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/wahelp/webhook?token={token}") { Headers = { { "X-Wahelp-Token", token } } };
        using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.True((int)answer.StatusCode >= 500);
        await stack.UpAsync();

        var logs = await stack.ComposeAsync("logs", "--no-color", "caddy");
        Assert.Contains("/wahelp/webhook", logs, StringComparison.Ordinal);
        Assert.DoesNotContain(token, await stack.ComposeAsync("logs", "--no-color"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Secrets_of_the_environment_and_of_files_reach_the_one_service_that_needs_them_and_nothing_else()
    {
        stack.MustRun();
        var file = Path.Combine(AppContext.BaseDirectory, "planted-token");
        await File.WriteAllTextAsync(file, Token + "\n", TestContext.Current.CancellationToken);
        var project = $"relay-test-{Guid.NewGuid():N}"[..19];
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["TELEGRAM_BOT_TOKEN_FILE"] = file,
            ["WAHELP_PASSWORD"] = Password,
            ["RELAY_ADMIN_TOKEN"] = AdminToken,
        };
        try
        {
            await ComposeStack.ComposeAsync(environment, project, "run", "--no-deps", "-T", "setup");

            var known = await ComposeStack.DockerAsync(
                ["inspect", .. (await ComposeStack.ComposeAsync(environment, project, "ps", "-a", "-q", "--orphans=false")).Split(
                    '\n', StringSplitOptions.RemoveEmptyEntries)]);
            Assert.DoesNotContain("planted-token-of-telegram", known, StringComparison.Ordinal);
            Assert.DoesNotContain("planted: ", known, StringComparison.Ordinal);
            var given = await ComposeStack.DockerAsync(
                "run", "--rm", "-v", $"{project}_secrets:/secrets:ro", "--entrypoint", "bash", "postgres:17", "-c", "cd /secrets && grep -rlF planted");
            Assert.Equal(
                ["cli/admin_token", "telegram-gateway/telegram_bot_token", "wahelp-gateway/wahelp_password"],
                given.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal));
            Assert.Equal(Password, await ComposeStack.SecretAsync(project, "wahelp-gateway/wahelp_password"));
            foreach (var service in (string[])["client-directory", "wahelp-gateway", "telegram-gateway"])
            {
                var token = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(AdminToken), Encoding.UTF8.GetBytes(service)));
                var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
                Assert.Equal(hash, await ComposeStack.SecretAsync(project, $"{service}/admin_token_hash"));
            }
        }
        finally
        {
            await ComposeStack.ComposeAsync(environment, project, "down", "--volumes", "--remove-orphans");
        }
    }

    [Theory]
    [InlineData("'p$x ${HOME} #1 \"of\" $$'", "p$x ${HOME} #1 \"of\" $$")]
    [InlineData("p$x", "p")] // as docs/compose.md and .env.example warn
    public async Task A_dollar_of_the_file_env_is_kept_within_single_quotes_alone(string written, string given)
    {
        stack.MustRun();
        var file = Path.Combine(AppContext.BaseDirectory, $"{Guid.NewGuid():N}.env");
        await File.WriteAllTextAsync(file, $"TELEGRAM_BOT_TOKEN=1:x\nWAHELP_PASSWORD={written}\n", TestContext.Current.CancellationToken);
        var project = $"relay-test-{Guid.NewGuid():N}"[..19];
        try
        {
            await RunAsync("run", "--no-deps", "-T", "setup");
            Assert.Equal(given, await ComposeStack.SecretAsync(project, "wahelp-gateway/wahelp_password"));
        }
        finally
        {
            await RunAsync("down", "--volumes", "--remove-orphans");
            File.Delete(file);
        }

        Task<string> RunAsync(params string[] arguments) =>
            Docker.RunAsync(new Dictionary<string, string>(StringComparer.Ordinal), ["compose", "-p", project, "--env-file", file, .. arguments]);
    }
}
