using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace Relay.Cli.Tests.Fakes;

/// <summary>
/// The management ports of the three services, over real HTTP. An unexpected call, or one without the service's own token, is answered with 500 and
/// recorded.
/// </summary>
internal sealed class FakeServices : IAsyncDisposable
{
    public const string Token = "an-admin-token-of-the-test";

    private static readonly string[] Names = ["client-directory", "wahelp-gateway", "telegram-gateway"];

    private readonly WebApplication app;
    private readonly ConcurrentDictionary<(string Service, string Call), Func<HttpContext, Task>> answers = new();
    private readonly Dictionary<int, string> services = [];

    private FakeServices()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        app = builder.Build();
        app.Run(AnswerAsync);
    }

    /// <summary>The calls, for example <c>wahelp-gateway GET /dead?limit=1000&amp;after=0</c>, with the body.</summary>
    public ConcurrentQueue<(string Call, string Body)> Calls { get; } = [];

    public ConcurrentQueue<string> Unexpected { get; } = [];

    /// <summary>The environment by which the tool finds them.</summary>
    public Dictionary<string, string?> Environment { get; } = new(StringComparer.Ordinal) { ["RELAY_ADMIN_TOKEN"] = Token };

    public static async Task<FakeServices> StartAsync()
    {
        var fake = new FakeServices();
        foreach (var _ in Names)
        {
            fake.app.Urls.Add("http://127.0.0.1:0");
        }

        await fake.app.StartAsync(TestContext.Current.CancellationToken);
        foreach (var (name, url) in Names.Zip(fake.app.Urls))
        {
            fake.services[new Uri(url).Port] = name;
            fake.Environment[VariableOf(name)] = url;
        }

        return fake;
    }

    public static string VariableOf(string service) => $"MANAGEMENT_{service.ToUpperInvariant().Replace('-', '_')}";

    public static string TokenOf(string service) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Token), Encoding.UTF8.GetBytes(service)));

    /// <summary>Stops listening there.</summary>
    public void Stop(string service) => Environment[VariableOf(service)] = "http://127.0.0.1:1";

    public void On(string service, string call, string body, int status = 200) => On(service, call, context =>
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsync(body);
    });

    public void On(string service, string call, Func<HttpContext, Task> answer) => answers[(service, call)] = answer;

    /// <summary>Runs a command in this process.</summary>
    public async Task<(int Code, string Output, string Error)> RunAsync(string[] arguments, bool isTerminal = false, string typed = "")
    {
        return await RunAsync(arguments, new FakeTerminal(isTerminal, typed));
    }

    /// <inheritdoc cref="RunAsync(string[], bool, string)"/>
    public async Task<(int Code, string Output, string Error)> RunAsync(string[] arguments, FakeTerminal terminal)
    {
        var code = await RelayCommand.RunAsync(arguments, Environment.GetValueOrDefault, terminal.Terminal, TestContext.Current.CancellationToken);
        Assert.Empty(Unexpected);
        return (code, terminal.Output, terminal.Error);
    }

    /// <inheritdoc cref="RunAsync(string[], bool, string)"/>
    public Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments) => RunAsync(arguments, isTerminal: false);

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        var service = services[context.Connection.LocalPort];
        var call = $"{context.Request.Method} {context.Request.Path}{context.Request.QueryString}";
        if (context.Request.Headers.Authorization != $"Bearer {TokenOf(service)}" || !answers.TryGetValue((service, call), out var answer))
        {
            Unexpected.Enqueue($"{service} {call}");
            context.Response.StatusCode = StatusCodes.Status500InternalServerError;
            return;
        }

        context.Features.Get<IHttpMaxRequestBodySizeFeature>()!.MaxRequestBodySize = null;
        var body = context.Request.ContentType == "text/csv" ? "" : await new StreamReader(context.Request.Body).ReadToEndAsync();
        Calls.Enqueue(($"{service} {call}", body));
        await answer(context);
    }
}
