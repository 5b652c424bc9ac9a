using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Relay.Harness;

namespace Relay.Sandbox.Tests;

/// <summary>The sandbox on a free loopback port, over real HTTP.</summary>
internal sealed class RunningSandbox : IAsyncDisposable
{
    private readonly WebApplication app;

    private RunningSandbox(WebApplication app, Uri url)
    {
        this.app = app;
        Control = new SandboxClient(url);
        Http = new HttpClient { BaseAddress = url };
    }

    public static SandboxOptions Options { get; } = new();

    public SandboxClient Control { get; }

    /// <summary>Calls both APIs as the relay would.</summary>
    public HttpClient Http { get; }

    /// <param name="options">Its identity.</param>
    /// <param name="time">Its clock; null for the machine's.</param>
    public static async Task<RunningSandbox> StartAsync(SandboxOptions? options = null, TimeProvider? time = null)
    {
        var started = SandboxApp.Build(options ?? Options, time ?? TimeProvider.System, "--urls=http://127.0.0.1:0");
        await started.StartAsync();
        return new RunningSandbox(started, new Uri(started.Urls.First()));
    }

    /// <summary>Calls the Bot API with a JSON body; returns the whole answer.</summary>
    public async Task<(int Status, JsonElement Body)> BotAsync(string method, object? parameters = null, string? token = null)
    {
        using var response = await Http.PostAsJsonAsync($"/bot{token ?? Options.BotToken}/{method}", parameters ?? new { });
        return ((int)response.StatusCode, await response.Content.ReadFromJsonAsync<JsonElement>());
    }

    /// <summary>A successful getUpdates: the returned ids.</summary>
    public async Task<int[]> PollAsync(long offset = 0, int timeout = 0, int limit = 100)
    {
        var (_, body) = await BotAsync("getUpdates", new { offset, timeout, limit });
        return [.. body.GetProperty("result").EnumerateArray().Select(update => update.GetProperty("update_id").GetInt32())];
    }

    /// <summary>Calls Wahelp; paths are those after <c>/app/</c>.</summary>
    public async Task<(int Status, JsonObject Body)> WahelpAsync(
        HttpMethod method, string path, object? body = null, string? token = null, string? project = "1", string root = "app")
    {
        using var request = new HttpRequestMessage(method, $"{root}/{path}");
        if (token is not null)
        {
            request.Headers.Authorization = new("Bearer", token);
        }

        if (project is not null)
        {
            request.Headers.Add("X-Project", project);
        }

        if (body is not null)
        {
            request.Content = body as HttpContent ?? JsonContent.Create(body);
        }

        using var response = await Http.SendAsync(request);
        return ((int)response.StatusCode, (await response.Content.ReadFromJsonAsync<JsonObject>())!);
    }

    public async Task<string> LoginAsync()
    {
        var (_, body) = await WahelpAsync(HttpMethod.Post, "user/login", new { login = "sandbox", password = "sandbox" });
        return body["data"]!["access_token"]!.GetValue<string>();
    }

    public Task<(int Status, JsonObject Body)> SendToWahelpAsync(string token, string phone, string text) => WahelpAsync(
        HttpMethod.Post, ChannelPath + "/messages", new { user = new { phone, name = "Иван" }, message = new { text } }, token);

    public static string ChannelPath => $"projects/{Options.ProjectId}/channels/{Options.ChannelUuid}";

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        Control.Dispose();
        await app.StopAsync();
        await app.DisposeAsync();
    }
}
