using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Relay.TelegramGateway.TelegramApi;

namespace Relay.TelegramGateway.Tests.Fakes;

/// <summary>A Bot API over real HTTP with a test's prepared answers, in order; an unprepared call fails the test at its end.</summary>
internal sealed class FakeTelegram : IAsyncDisposable
{
    public const string Token = "100:secret_token";

    /// <summary>The name of the download of a file among the methods.</summary>
    public const string Download = "download";

    private readonly ConcurrentDictionary<string, ConcurrentQueue<Func<HttpContext, Task>>> answers = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> usual = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> unexpected = new();
    private readonly WebApplication app;

    private FakeTelegram()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        app = builder.Build();
        app.Map("/bot{token}/{method}", HandleAsync);
        app.Map("/file/bot{token}/{**path}", (HttpContext http, string token) => HandleAsync(http, token, Download));
    }

    public ConcurrentQueue<(string Method, string Query, JsonElement Body)> Calls { get; } = new();

    /// <summary>The bodies that are no JSON, as they came.</summary>
    public ConcurrentQueue<string> Uploads { get; } = new();

    public TelegramOptions Options => new() { BotToken = Token, ApiBase = new Uri(app.Urls.First()) };

    public static async Task<FakeTelegram> StartAsync()
    {
        var fake = new FakeTelegram();
        await fake.app.StartAsync();
        return fake;
    }

    public FakeTelegram Answer(string method, int status, string body) => Answer(method, async http =>
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json";
        await http.Response.WriteAsync(body);
    });

    public FakeTelegram Answer(string method, Func<HttpContext, Task> answer)
    {
        answers.GetOrAdd(method, _ => new()).Enqueue(answer);
        return this;
    }

    /// <summary>The answer to every call of this method for which none is prepared.</summary>
    public void AnswerIfAsked(string method, string body) => usual[method] = body;

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
        Assert.Empty(unexpected);
        Assert.All(answers, method => Assert.Empty(method.Value));
    }

    private async Task HandleAsync(HttpContext http, string token, string method)
    {
        using var reader = new StreamReader(http.Request.Body);
        var text = await reader.ReadToEndAsync();
        if (http.Request.HasFormContentType)
        {
            Uploads.Enqueue(text);
            text = "";
        }

        Calls.Enqueue((method, http.Request.QueryString.Value ?? "", text.Length > 0 ? JsonSerializer.Deserialize<JsonElement>(text) : default));
        if (token == Token && answers.TryGetValue(method, out var queue) && queue.TryDequeue(out var answer))
        {
            await answer(http);
            return;
        }

        if (token == Token && usual.TryGetValue(method, out var body))
        {
            http.Response.ContentType = "application/json";
            await http.Response.WriteAsync(body);
            return;
        }

        unexpected.Enqueue(method);
        http.Response.StatusCode = StatusCodes.Status501NotImplemented;
    }
}
