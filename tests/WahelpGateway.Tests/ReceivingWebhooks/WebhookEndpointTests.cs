using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using Relay.ServiceDefaults.Persistence;
using Relay.WahelpGateway.ReceivingWebhooks;
using Relay.WahelpGateway.Tests.Fakes;

namespace Relay.WahelpGateway.Tests.ReceivingWebhooks;

public sealed class WebhookEndpointTests : IAsyncLifetime
{
    private const string Path = "/wahelp/webhook";
    private const string WithToken = Path + "?token=webhook-token";

    private readonly Webhooks webhooks = new();
    private readonly CapturedLogs logs = new();
    private WebApplication app = null!;
    private HttpClient client = null!;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseTestServer();
        builder.Logging.ClearProviders().AddProvider(logs).SetMinimumLevel(LogLevel.Trace);
        builder.AddReceivingWebhooks();
        builder.Services.AddSingleton(FakeWahelp.Options());
        builder.Services.AddSingleton<TimeProvider>(webhooks.Time);
        builder.Services.AddSingleton<IDatabaseReady>(webhooks.Database);
        builder.Services.AddSingleton(webhooks.Handler);
        app = builder.Build();
        app.MapReceivingWebhooks();
        await app.StartAsync(TestContext.Current.CancellationToken);
        client = app.GetTestClient();
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await app.DisposeAsync();
    }

    [Fact]
    public async Task A_managers_message_is_stored_before_it_is_answered()
    {
        var (status, body) = await PostAsync(WithToken, Webhooks.Reply("Да"));

        Assert.Equal((HttpStatusCode.OK, """{"ok":true,"handled":true}"""), (status, body));
        Assert.Single(webhooks.Database.Replies);
    }

    [Fact]
    public async Task What_is_not_relayed_is_answered_too()
    {
        var (status, body) = await PostAsync(WithToken, """{"action":"project.updated","payload":{}}""");

        Assert.Equal((HttpStatusCode.OK, """{"ok":true,"handled":false}"""), (status, body));
    }

    [Theory]
    [InlineData("?token=webhook-token", null, null, 200)]
    [InlineData("", "X-Wahelp-Token", "webhook-token", 200)]
    [InlineData("", "Authorization", "Bearer webhook-token", 200)]
    [InlineData("?token=wrong", "X-Wahelp-Token", "webhook-token", 200)]
    [InlineData("", null, null, 401)]
    [InlineData("?token=", null, null, 401)]
    [InlineData("?token=webhook-toke", null, null, 401)]
    [InlineData("?token=WEBHOOK-TOKEN", null, null, 401)]
    [InlineData("", "X-Wahelp-Token", "wrong", 401)]
    [InlineData("", "Authorization", "Basic webhook-token", 401)]
    [InlineData("", "Authorization", "webhook-token", 401)]
    public async Task The_token_comes_in_one_of_three_places(string query, string? header, string? value, int expected)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Path + query) { Content = Json(Webhooks.Reply("Да")) };
        if (header is not null)
        {
            request.Headers.TryAddWithoutValidation(header, value);
        }

        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(expected, (int)response.StatusCode);
        Assert.Equal(expected == 200 ? 1 : 0, webhooks.Database.Replies.Count);
    }

    [Fact]
    public async Task Without_the_token_the_body_is_not_read()
    {
        var context = await app.GetTestServer().SendAsync(
            call => (call.Request.Method, call.Request.Path, call.Request.ContentLength, call.Request.Body) = ("POST", Path, 100, new UnreadableStream()),
            TestContext.Current.CancellationToken);

        Assert.Equal(401, context.Response.StatusCode);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Two_megabytes_are_too_much_whether_announced_or_not(bool announced)
    {
        var body = Encoding.UTF8.GetBytes(Webhooks.Reply(new string('a', 2 * 1024 * 1024)));
        using var content = announced ? (HttpContent)new ByteArrayContent(body) : new StreamContent(new UnsizedStream(body));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");

        using var response = await client.PostAsync(WithToken, content, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        Assert.Empty(webhooks.Database.Accepted);
    }

    [Fact]
    public async Task A_message_just_under_a_megabyte_is_taken()
    {
        var (status, _) = await PostAsync(WithToken, Webhooks.Reply(new string('a', 1024 * 1024 - 1000)));

        Assert.Equal(HttpStatusCode.OK, status);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"action\":")]
    [InlineData("direction=operator&text=1")]
    public async Task What_is_no_JSON_is_400(string body) => Assert.Equal(HttpStatusCode.BadRequest, (await PostAsync(WithToken, body)).Status);

    [Fact]
    public async Task JSON_nested_too_deep_is_400() =>
        Assert.Equal(HttpStatusCode.BadRequest, (await PostAsync(WithToken, new string('[', 400_000) + new string(']', 400_000))).Status);

    [Fact]
    public async Task Bytes_that_are_no_UTF8_and_a_byte_order_mark_do_no_harm()
    {
        byte[] body = [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(Webhooks.Reply("@")).SelectMany(b => b == '@' ? new byte[] { 0xC3, 0x28, 0xED, 0xA0, 0x80 } : [b])];
        using var content = new ByteArrayContent(body);

        using var response = await client.PostAsync(WithToken, content, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("\ufffd(\ufffd\ufffd\ufffd", Assert.Single(webhooks.Database.Replies).Text);
    }

    [Fact]
    public async Task While_the_database_is_away_the_call_waits_8_seconds_and_is_asked_to_come_again()
    {
        webhooks.Database.Away = () => new NpgsqlException("away", new System.Net.Sockets.SocketException());

        using var content = Json(Webhooks.Reply("Да"));
        var calling = client.PostAsync(WithToken, content, TestContext.Current.CancellationToken);
        var waited = TimeSpan.Zero;
        while (await Task.WhenAny(calling, Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, TestContext.Current.CancellationToken)) != calling)
        {
            webhooks.Time.Advance(TimeSpan.FromMilliseconds(200));
            waited += TimeSpan.FromMilliseconds(200);
        }

        Assert.InRange(waited, TimeSpan.FromSeconds(8), TimeSpan.FromSeconds(9));
        using var response = await calling;
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.NotNull(response.Headers.RetryAfter?.Delta);
    }

    [Fact]
    public async Task A_database_that_comes_back_within_the_wait_is_not_noticed_outside()
    {
        var failures = 3;
        webhooks.Database.Away = () =>
        {
            webhooks.Database.Away = --failures > 0 ? webhooks.Database.Away : null;
            return new NpgsqlException("away", new System.Net.Sockets.SocketException());
        };

        using var content = Json(Webhooks.Reply("Да"));
        var calling = client.PostAsync(WithToken, content, TestContext.Current.CancellationToken);
        while (await Task.WhenAny(calling, Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, TestContext.Current.CancellationToken)) != calling)
        {
            webhooks.Time.Advance(TimeSpan.FromMilliseconds(200));
        }

        Assert.Equal(HttpStatusCode.OK, (await calling).StatusCode);
        Assert.Single(webhooks.Database.Replies);
    }

    [Fact]
    public async Task Neither_token_nor_text_nor_phone_gets_into_a_log()
    {
        await PostAsync(WithToken, Webhooks.Reply("секретные слова"));
        await PostAsync(Path + "?token=other-token", Webhooks.Reply("секретные слова"));
        await PostAsync(WithToken, "{broken секретные слова");

        Assert.NotEmpty(logs.Lines);
        Assert.DoesNotContain(logs.Lines, line =>
            line.Contains("webhook-token", StringComparison.Ordinal) || line.Contains("other-token", StringComparison.Ordinal)
            || line.Contains("секретные", StringComparison.Ordinal) || line.Contains("999", StringComparison.Ordinal));
    }

    private static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");

    private async Task<(HttpStatusCode Status, string Body)> PostAsync(string path, string body)
    {
        using var content = Json(body);
        using var response = await client.PostAsync(path, content, TestContext.Current.CancellationToken);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    private sealed class UnreadableStream : MemoryStream
    {
        public override int Read(byte[] buffer, int offset, int count) => throw new InvalidOperationException("The body was read.");

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            throw new InvalidOperationException("The body was read.");
    }

    private sealed class UnsizedStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }
}
