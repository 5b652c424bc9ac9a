using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Relay.Harness;
using Relay.ServiceDefaults.Administration;
using Relay.ServiceDefaults.Persistence;
using Relay.ServiceDefaults.Phones;
using Relay.WahelpGateway.Learning;
using Relay.WahelpGateway.Persistence;
using Relay.WahelpGateway.ReceivingWebhooks;
using Relay.WahelpGateway.Tests.Fakes;
using Relay.WahelpGateway.WahelpApi;

namespace Relay.WahelpGateway.Tests.Learning;

/// <summary>The gateway's webhook and learning over an account, and <c>./relay</c> in a separate folder that finds them.</summary>
internal sealed class LearningRelay : IAsyncDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("relay-learning-").FullName;
    private readonly WebApplication app;
    private readonly Adapter adapter;

    private LearningRelay(WebApplication app, Adapter adapter, Webhooks webhooks, CapturedLogs logs) =>
        (this.app, this.adapter, Webhooks, Logs) = (app, adapter, webhooks, logs);

    public Webhooks Webhooks { get; }

    public CapturedLogs Logs { get; }

    public HttpClient Client { get; private set; } = null!;

    public string Report => File.ReadAllText(Path.Combine(root, ".relay", "wahelp-report.txt"));

    public static async Task<LearningRelay> StartAsync(HttpMessageHandler account, Action<WahelpOptions>? change = null)
    {
        var (options, webhooks, logs) = (FakeWahelp.Options(change), new Webhooks(change), new CapturedLogs());
        var wire = new Adapter(account, options);
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders().AddProvider(logs).SetMinimumLevel(LogLevel.Trace);
        builder.AddReceivingWebhooks().AddLearning();
        builder.Services.AddSingleton(options).AddSingleton(wire.Http).AddSingleton(TimeProvider.System).AddSingleton(new SpelledPhones("RU"));
        builder.Services.AddSingleton<Refusals>().AddSingleton<DatabaseRetries>().AddSingleton<IDatabaseReady>(webhooks.Database).AddSingleton(
            webhooks.Handler);
        builder.Services.AddSingleton<IClientPhones>(webhooks.Directory).AddSingleton<IEvidence>(webhooks.Database).AddSingleton<ILearning>(webhooks.Database);
        var built = builder.Build();
        built.Urls.Add("http://127.0.0.1:0");
        built.MapReceivingWebhooks();
        built.MapLearning();
        await built.StartAsync(TestContext.Current.CancellationToken);
        var relay = new LearningRelay(built, wire, webhooks, logs) { Client = new HttpClient { BaseAddress = new Uri(built.Urls.Single()) } };
        await relay.PutScriptAsync();
        return relay;
    }

    /// <summary>Runs <c>./relay wahelp learn</c>; each printed line may be a question.</summary>
    /// <returns>Its output.</returns>
    public async Task<string> LearnAsync(Func<string, Task<string?>> answer)
    {
        var start = new ProcessStartInfo(Path.Combine(root, "relay"), ["wahelp", "learn", "8 999 123-45-67", "--seconds", "1"])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["RELAY_HOME"] = Path.Combine(root, ".relay");
        start.Environment.Remove("TELEGRAM_BOT_TOKEN");
        start.Environment.Remove("RELAY_ADMIN_TOKEN");
        using var process = Process.Start(start)!;
        var said = new List<string>();
        async Task HearAsync(StreamReader reader)
        {
            while (await reader.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
            {
                lock (said)
                {
                    said.Add(line);
                }

                if (await answer(line) is { } reply)
                {
                    await process.StandardInput.WriteLineAsync(reply);
                    await process.StandardInput.FlushAsync(TestContext.Current.CancellationToken);
                }
            }
        }

        await Task.WhenAll(HearAsync(process.StandardOutput), HearAsync(process.StandardError));
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        var all = string.Join('\n', said);
        Assert.True(process.ExitCode == 0, all + "\n" + string.Join('\n', Logs.Lines.Where(line => line.Contains("xception", StringComparison.Ordinal))));
        return all;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await app.DisposeAsync();
        adapter.Dispose();
        Directory.Delete(root, recursive: true);
    }

    /// <summary>As if <c>./relay up</c> had started the gateway.</summary>
    private async Task PutScriptAsync()
    {
        File.Copy(Path.Combine(Repository.Root, "relay"), Path.Combine(root, "relay"));
        foreach (var folder in (string[])["scripts", "deploy", "tools"])
        {
            Directory.CreateSymbolicLink(Path.Combine(root, folder), Path.Combine(Repository.Root, folder));
        }

        var known = Directory.CreateDirectory(Path.Combine(root, ".relay", "sandbox")).FullName;
        await File.WriteAllTextAsync(Path.Combine(known, "management"), $"wahelp-gateway {app.Urls.Single()}\n");
        await File.WriteAllTextAsync(Path.Combine(known, "admin-token"), "an-admin-token-of-the-test");
    }
}
