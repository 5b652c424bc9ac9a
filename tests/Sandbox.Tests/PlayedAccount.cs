using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Relay.Harness;

namespace Relay.Sandbox.Tests;

/// <summary>A sandbox with an account, and the relay's calls and webhooks for one client.</summary>
internal sealed class PlayedAccount : IAsyncDisposable
{
    private const string Phone = "+79991234567";

    private readonly RunningSandbox sandbox;
    private readonly string token;

    private PlayedAccount(RunningSandbox sandbox, Receiver receiver, string token)
    {
        (this.sandbox, Receiver, this.token) = (sandbox, receiver, token);
    }

    public Receiver Receiver { get; }

    public SandboxClient Control => sandbox.Control;

    /// <summary>The received webhooks, if they are JSON.</summary>
    public List<JsonNode> Bodies => [.. Receiver.Bodies.Select(body => JsonNode.Parse(body)!)];

    public List<JsonNode> Payloads => Bodies.ConvertAll(body => body["payload"]!);

    /// <param name="account">A name; null for the sandbox's default.</param>
    public static async Task<PlayedAccount> StartAsync(string? account = null)
    {
        var receiver = await Receiver.StartAsync();
        var started = await RunningSandbox.StartAsync(RunningSandbox.Options with { WebhookUrl = receiver.Url });
        if (account is not null)
        {
            await started.Control.ChooseAccountAsync(account);
        }

        return new PlayedAccount(started, receiver, await started.LoginAsync());
    }

    public Task<(int Status, JsonObject Body)> CallAsync(HttpMethod method, string path, object? body = null) =>
        sandbox.WahelpAsync(method, $"{RunningSandbox.ChannelPath}/{path}", body, token);

    public Task<(int Status, JsonObject Body)> PostAsync(string path, object body) => CallAsync(HttpMethod.Post, path, body);

    /// <summary>Sends a client's text by profile <c>messages</c>; returns the answer's data.</summary>
    public async Task<JsonNode> SendAsync(string text)
    {
        var (status, body) = await sandbox.SendToWahelpAsync(token, Phone, text);
        Assert.Equal(200, status);
        return body["data"]!;
    }

    /// <summary>Sends by profile <c>send_message</c>.</summary>
    public async Task SendToUserAsync(object body)
    {
        var (_, user) = await PostAsync("users", new { phone = Phone, need_create = true });
        var (status, _) = await PostAsync($"send_message/{user["data"]!["id"]}", body);
        Assert.Equal(200, status);
    }

    /// <summary>The manager writes; waits for this many webhooks in total.</summary>
    public async Task<long> ManagerWritesAsync(string text, long? id = null, DateTimeOffset? createdAt = null, int atLeast = 1)
    {
        var written = await Control.ManagerRepliesAsync(Phone, text, id, createdAt: createdAt);
        await Control.WaitForAsync(Seen.WebhookDelivered, atLeast);
        return written;
    }

    public async Task<JsonArray> HistoryAsync()
    {
        var (status, body) = await CallAsync(HttpMethod.Get, "messages?limit=10");
        Assert.Equal(200, status);
        return body["data"]!.AsArray();
    }

    public async ValueTask DisposeAsync()
    {
        await sandbox.DisposeAsync();
        await Receiver.DisposeAsync();
    }
}
