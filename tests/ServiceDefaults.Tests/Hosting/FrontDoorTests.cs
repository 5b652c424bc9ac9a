using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Relay.Harness;
using Relay.ServiceDefaults.Administration;
using Relay.ServiceDefaults.Tests.Configuration;

namespace Relay.ServiceDefaults.Tests.Hosting;

/// <summary>An attacker's calls to both ports of a service, over sockets.</summary>
public sealed class FrontDoorTests : IAsyncLifetime
{
    private const string Token = "the-administration-token-of-this-service";
    private const string Continue = "HTTP/1.1 100 Continue";

    private readonly FakeTimeProvider time = new(DateTimeOffset.UnixEpoch.AddYears(50));
    private readonly RecordedNotices notices = new();
    private readonly RecordedErrors errors = new();
    private int looks;
    private WebApplication service = null!;

    private Uri Public => new(service.Urls.First());

    private Uri Management => new(service.Urls.Last());

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration["URLS"] = "http://127.0.0.1:0";
        builder.Configuration["MANAGEMENT_URL"] = "http://127.0.0.1:0";
        builder.Configuration["ConnectionStrings:RabbitMq"] = "amqp://127.0.0.1:1/";
        builder.Configuration["ConnectionStrings:Postgres"] = "Host=127.0.0.1;Database=none";
        builder.Configuration["RELAY_ADMIN_TOKEN_HASH"] = AdminTokenTests.HashOf(Token);
        builder.AddServiceDefaults("guarded", port: 0, managementPort: 0);
        builder.Logging.ClearProviders().AddProvider(errors);
        builder.Services.AddSingleton<TimeProvider>(time).AddSingleton<IRefusalNotice>(notices);
        builder.Services.AddHealthChecks().AddCheck("counting", () => HealthCheckResult.Healthy($"{Interlocked.Increment(ref looks)}"));
        service = builder.Build();
        service.MapServiceDefaults();
        service.MapAdministration().MapPost("/json", (Sent sent) => sent.Word);
        service.MapPost("/without-a-door", (Sent sent) => sent.Word);
        service.MapDoor(Door.Public).MapPost("/webhook", async (HttpRequest request) =>
            await RequestBody.ReadAsync(request, request.HttpContext.RequestAborted) is { Length: var length } ? Results.Ok(length) : Results.StatusCode(413));
        await service.StartAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await service.StopAsync(TestContext.Current.CancellationToken);
        await service.DisposeAsync();
    }

    [Theory]
    [InlineData("public", "/json", "", 404)]
    [InlineData("public", "/json", Token, 404)]
    [InlineData("public", "/without-a-door", Token, 404)]
    [InlineData("public", "/dead", "", 404)]
    [InlineData("management", "/json", "", 401)]
    [InlineData("management", "/json", "a-wrong-token-of-some-length", 401)]
    [InlineData("management", "/without-a-door", "", 401)]
    [InlineData("management", "/webhook", Token, 404)]
    public async Task Who_may_not_call_is_answered_before_a_byte_of_the_body_is_asked_for(string port, string path, string token, int expected)
    {
        // A server sends 100 Continue only when the body is being read.
        var answer = await CallAsync(port == "public" ? Public : Management, Head(path, token, "Content-Length: 28000000", "Expect: 100-continue"), body: "");

        Assert.StartsWith($"HTTP/1.1 {expected} ", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_may_call_is_asked_for_the_body()
    {
        const string body = """{"word":"taken"}""";
        var answer = await CallAsync(Management, Head("/json", Token, $"Content-Length: {body.Length}", "Expect: 100-continue"), body);

        Assert.StartsWith(Continue, answer, StringComparison.Ordinal);
        Assert.Contains("HTTP/1.1 200 OK", answer, StringComparison.Ordinal);
        Assert.EndsWith("taken", answer.TrimEnd('0', '\r', '\n'), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/json", "Content-Length: 1048577", "{", 413)]
    [InlineData("/json", "Transfer-Encoding: chunked", "FFFFFFFFFFFFFFFFF\r\n", 400)]
    [InlineData("/webhook", "Content-Length: 1048577", "{", 413)]
    [InlineData("/webhook", "Transfer-Encoding: chunked", "FFFFFFFFFFFFFFFFF\r\n", 400)]
    [InlineData("/webhook", "Transfer-Encoding: chunked", "no size\r\n", 400)]
    public async Task A_body_that_nobody_can_read_is_the_callers_fault_and_no_error_of_ours(string path, string framing, string body, int expected)
    {
        var answer = await CallAsync(path == "/webhook" ? Public : Management, Head(path, Token, framing), body);

        Assert.StartsWith($"HTTP/1.1 {expected} ", answer, StringComparison.Ordinal);
        Assert.Empty(errors.Lines);
    }

    [Fact]
    public async Task Guesses_are_counted_slowed_down_and_told_once_an_hour_while_honest_calls_pass()
    {
        var refused = 0L;
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Name == "relay.refused")
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((_, count, _, _) => Interlocked.Add(ref refused, count));
        listener.Start();

        for (var guess = 0; guess < 10; guess++)
        {
            Assert.Equal(HttpStatusCode.Unauthorized, await DeadAsync($"guess-{guess}"));
        }

        var eleventh = DeadAsync("guess-10");
        await Waiting.UntilAsync(() => Interlocked.Read(ref refused) >= 11, TimeSpan.FromSeconds(30), "the eleventh is counted");
        Assert.Equal(HttpStatusCode.MethodNotAllowed, await StatusAsync(Management, "/json", Token)); // by POST alone, but it is let in
        Assert.False(eleventh.IsCompleted);
        await AdvanceUntilAsync(() => eleventh.IsCompleted, TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.Unauthorized, await eleventh);

        await AdvanceUntilAsync(() => !notices.Told.IsEmpty, TimeSpan.FromSeconds(10));
        Assert.Equal(("administration", 11L), (notices.Told.Single().What, notices.Told.Single().Count));
        await DeadAsync("another guess");
        await AdvanceUntilAsync(() => notices.Told.Count == 2, TimeSpan.FromMinutes(5));
        Assert.True(notices.Told.Last().Hour - notices.Told.First().Hour >= TimeSpan.FromHours(1));
    }

    [Fact]
    public async Task Readiness_is_looked_at_once_a_second_however_many_ask()
    {
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(HttpStatusCode.OK, await StatusAsync(Public, "/health/ready", ""));
        }

        Assert.Equal(1, looks);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(Public, "/health/ready", ""));
        Assert.Equal(2, looks);
    }

    private static string Head(string path, string token, params string[] headers) => string.Join(
        "\r\n",
        [$"POST {path} HTTP/1.1", "Host: relay", "Content-Type: application/json", "Connection: close", $"Authorization: Bearer {token}", .. headers, "", ""]);

    /// <summary>Sends the head, waits for the first answer, sends the body if it is requested or unconditional, and reads to the end.</summary>
    private static async Task<string> CallAsync(Uri server, string head, string body)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(server.Host, server.Port, TestContext.Current.CancellationToken);
        var stream = socket.GetStream();
        var asks = head.Contains("Expect:", StringComparison.Ordinal);
        await stream.WriteAsync(Encoding.ASCII.GetBytes(asks ? head : head + body), TestContext.Current.CancellationToken);
        var answer = new StringBuilder();
        var buffer = new byte[4096];
        while (await ReadAsync(stream, buffer) is > 0 and var read)
        {
            var first = answer.Length == 0;
            answer.Append(Encoding.UTF8.GetString(buffer, 0, read));
            if (first && asks && answer.ToString().StartsWith(Continue, StringComparison.Ordinal))
            {
                await stream.WriteAsync(Encoding.ASCII.GetBytes(body), TestContext.Current.CancellationToken);
            }
            else if (answer.ToString().Contains("HTTP/1.1 4", StringComparison.Ordinal))
            {
                break; // the server may still wait for the rest of the body
            }
        }

        return answer.ToString();
    }

    private static async Task<int> ReadAsync(NetworkStream stream, byte[] buffer)
    {
        try
        {
            return await stream.ReadAsync(buffer, TestContext.Current.CancellationToken);
        }
        catch (IOException)
        {
            return 0;
        }
    }

    private async Task AdvanceUntilAsync(Func<bool> condition, TimeSpan step) => await Waiting.UntilAsync(
        () =>
        {
            time.Advance(step);
            return Task.FromResult(condition());
        },
        TimeSpan.FromSeconds(60),
        "what time brings",
        every: TimeSpan.FromMilliseconds(20));

    private Task<HttpStatusCode> DeadAsync(string token) => StatusAsync(Management, "/dead", token);

    private static async Task<HttpStatusCode> StatusAsync(Uri server, string path, string token)
    {
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = token.Length == 0 ? null : new AuthenticationHeaderValue("Bearer", token);
        using var answer = await http.GetAsync(new Uri(server, path), TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }

    private sealed record Sent(string Word);

    private sealed class RecordedNotices : IRefusalNotice
    {
        public ConcurrentQueue<(string What, long Count, DateTimeOffset Hour)> Told { get; } = [];

        public Task TellAsync(string what, long count, DateTimeOffset hour, CancellationToken cancellationToken)
        {
            Told.Enqueue((what, count, hour));
            return Task.CompletedTask;
        }
    }
}
