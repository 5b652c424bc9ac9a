using Relay.Harness;
using Relay.Harness.Tracing;

namespace Relay.EndToEnd.Tests.Secrets;

/// <summary>Marked values go through everything; then all logs and metrics of the services are searched for them.</summary>
public sealed class NothingSecretTests
{
    private const long Chat = 4_004_004_004;
    private const string Phone = "+79094049494";
    private const string Token = "424242:planted-token-of-telegram";
    private const string Text = "planted-text-of-the-client";
    private const string Reply = "planted-text-of-the-manager";
    private const string Name = "PlantedName";
    private const string FileName = "planted-name-of-a-file";
    private const string Password = "planted-wahelp-password";

    [Fact]
    public async Task Logs_metrics_and_traces_hold_no_text_phone_name_or_token_whatever_happens()
    {
        await using var collector = await SpanCollector.StartAsync();
        await using var stack = await RelayStack.StartAsync(new RelayStackOptions
        {
            Environment = new Dictionary<string, string>(collector.Environment, StringComparer.Ordinal)
            {
                ["TELEGRAM_BOT_TOKEN"] = Token,
                ["WAHELP_PASSWORD"] = Password,
                ["Logging__LogLevel__Default"] = "Debug",
            },
            SandboxEnvironment = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["SANDBOX_BOT_TOKEN"] = Token,
                ["SANDBOX_WAHELP_PASSWORD"] = Password,
            },
        });
        using var sandbox = new SandboxClient(stack.SandboxUrl);
        await sandbox.CreateClientAsync(Chat, Name, Phone);

        await sandbox.ClientWritesAsync(Chat, Text);
        await sandbox.WaitInChatAsync(Chat);
        await sandbox.InjectUpdateAsync("{\"message\":{\"message_id\":\"" + Text + "\"}}");
        await sandbox.ScriptAsync(new SandboxScript { At = "wahelp.send", Status = 500, Description = $"{Phone} {Text}" });
        await sandbox.ScriptAsync(new SandboxScript { At = "telegram.sendMessage", Status = 400, Description = $"Bad Request: {Reply}" });
        await sandbox.ClientSharesContactAsync(Chat);
        await sandbox.WaitAtWahelpAsync(Phone, timeout: TimeSpan.FromSeconds(30));
        await sandbox.ManagerRepliesAsync(Phone, Reply);
        await sandbox.RevokeWahelpTokensAsync();
        await sandbox.ClientWritesAsync(Chat, Text + " again");
        await sandbox.WaitAtWahelpAsync(Phone, 2, TimeSpan.FromSeconds(30));
        var ids = await SendFilesAsync(sandbox);
        await sandbox.ManagerRepliesAsync("none of a phone", Reply);
        await sandbox.ManagerRepliesAsync(Phone, Reply + " again");
        await Waiting.UntilAsync(
            async () => (await sandbox.SeenInChatAsync(Chat)).Any(seen => seen.Text == Reply + " again"), TimeSpan.FromSeconds(30), "the last reply arrives");
        var metrics = "";
        foreach (var instance in stack.Instances)
        {
            metrics += (await Scrape.OfAsync(instance.ManagementUrl)).Text;
            await instance.Process.TerminateAsync();
        }

        var logs = string.Concat(stack.Instances.Select(instance => instance.Process.Output));
        Assert.NotEmpty(logs);
        Assert.Contains("relay_messages_delivered_total", metrics, StringComparison.Ordinal);
        Assert.Contains(collector.Spans, span => span is { Name: "deliver", Outcome: "ServerError" });
        Assert.Contains(collector.Spans, span => span.Tags.GetValueOrDefault("url.full")?.StartsWith("http", StringComparison.Ordinal) == true);
        foreach (var secret in (string[])[Text, Reply, Name, Password, Token, "planted-token-of-telegram", Phone, Phone[1..], Phone[2..],
            FileName, .. ids, stack.WahelpWebhookToken])
        {
            Assert.DoesNotContain(secret, logs, StringComparison.OrdinalIgnoreCase);
            Assert.Null(collector.Find(secret));
            Assert.DoesNotContain(secret, metrics, StringComparison.OrdinalIgnoreCase);
        }
    }

    /// <summary>Files go both ways, the manager opens one, and each meets a fault.</summary>
    /// <returns>What gives access to them: the ids in the addresses, and Telegram's.</returns>
    private static async Task<IReadOnlyList<string>> SendFilesAsync(SandboxClient sandbox)
    {
        byte[] bytes = [.. "%PDF-1.7 "u8, .. new byte[1000]];
        await sandbox.ClientSendsFileAsync(Chat, "document", bytes, FileName + ".pdf", Text);
        var link = new Uri((await sandbox.WaitAtWahelpAsync(Phone, 3, TimeSpan.FromSeconds(30)))[2].Text!.Split('\n')[^1]);
        await sandbox.ScriptAsync(new SandboxScript { At = "telegram.download", Status = 404 });
        using var browser = new HttpClient();
        using var refused = await browser.GetAsync(link, TestContext.Current.CancellationToken);
        Assert.Equal(bytes, await browser.GetByteArrayAsync(link));

        await sandbox.ScriptAsync(new SandboxScript { At = "files.download", Status = 503 });
        await sandbox.ScriptAsync(new SandboxScript { At = "telegram.sendDocument", Status = 502, Description = Reply });
        await sandbox.ManagerSendsFileAsync(Phone, bytes, FileName + ".pdf", Reply);
        await sandbox.ManagerSendsAddressAsync(Phone, Reply, $"https://elsewhere.example/{FileName}.pdf");
        await sandbox.WaitForAsync(Seen.FileFetched, timeout: TimeSpan.FromSeconds(30));
        var files = (await sandbox.SeenAsync()).Select(seen => seen.File?.Id).OfType<string>();
        return [link.Segments[2].TrimEnd('/'), .. files];
    }
}
