using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using Relay.ServiceDefaults.Administration;
using Relay.ServiceDefaults.Persistence;
using Relay.ServiceDefaults.Phones;
using Relay.WahelpGateway.Persistence;
using Relay.WahelpGateway.ReceivingWebhooks;
using Relay.WahelpGateway.Tests.Fakes;

namespace Relay.WahelpGateway.Tests.ReceivingWebhooks;

public sealed class WebhookEndpointTests : IAsyncLifetime
{
    private const string Path = "/wahelp/webhook";
    private const string WithToken = Path + "?token=webhook-token-of-the-tests";

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
        builder.Services.AddSingleton<TimeProvider>(webhooks.Time).AddSingleton<DatabaseRetries>().AddSingleton<Refusals>();
        builder.Services.AddSingleton<IDatabaseReady>(webhooks.Database);
        builder.Services.AddSingleton(webhooks.Handler).AddSingleton<ILearning>(webhooks.Database);
        builder.Services.AddSingleton<IClientPhones>(webhooks.Directory).AddSingleton(new SpelledPhones("RU"));
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

    [Theory]
    [InlineData("12345", "12345")]
    [InlineData("0.5", "0.5")]
    [InlineData("true", "true")]
    public async Task Words_that_came_as_a_number_or_a_yes_are_words(string value, string text)
    {
        await PostAsync(WithToken, Webhooks.Reply("@").Replace("\"@\"", value, StringComparison.Ordinal));

        Assert.Equal(text, Assert.Single(webhooks.Database.Replies).Text);
    }

    [Fact]
    public async Task What_is_not_relayed_is_answered_too()
    {
        var (status, body) = await PostAsync(WithToken, """{"action":"project.updated","payload":{}}""");

        Assert.Equal((HttpStatusCode.OK, """{"ok":true,"handled":false}"""), (status, body));
    }

    [Theory]
    [InlineData("?token=webhook-token-of-the-tests", null, null, 200)]
    [InlineData("", "X-Wahelp-Token", "webhook-token-of-the-tests", 200)]
    [InlineData("", "Authorization", "Bearer webhook-token-of-the-tests", 200)]
    [InlineData("?token=wrong", "X-Wahelp-Token", "webhook-token-of-the-tests", 200)]
    [InlineData("", null, null, 401)]
    [InlineData("?token=", null, null, 401)]
    [InlineData("?token=webhook-token-of-the-test", null, null, 401)]
    [InlineData("?token=WEBHOOK-TOKEN-OF-THE-TESTS", null, null, 401)]
    [InlineData("", "X-Wahelp-Token", "wrong", 401)]
    [InlineData("", "Authorization", "Basic webhook-token-of-the-tests", 401)]
    [InlineData("", "Authorization", "webhook-token-of-the-tests", 401)]
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

    [Fact]
    public async Task While_the_database_is_away_the_call_waits_8_seconds_and_is_asked_to_come_again()
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        webhooks.Database.Away = () =>
        {
            asked.TrySetResult();
            return new NpgsqlException("away", new System.Net.Sockets.SocketException());
        };

        using var content = Json(Webhooks.Reply("Да"));
        var calling = client.PostAsync(WithToken, content, TestContext.Current.CancellationToken);
        await asked.Task.WaitAsync(TestContext.Current.CancellationToken); // the call's time limit has started, however long the first call takes to get there
        var waited = TimeSpan.Zero;
        while (waited < TimeSpan.FromSeconds(8))
        {
            await Task.WhenAny(calling, Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, TestContext.Current.CancellationToken));
            Assert.False(calling.IsCompleted, $"answered after {waited}");
            webhooks.Time.Advance(TimeSpan.FromMilliseconds(200));
            waited += TimeSpan.FromMilliseconds(200);
        }

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
    public async Task Thousands_of_events_in_one_call_are_kept_as_one_letter_and_answered_at_once()
    {
        var body = "[" + string.Join(',', Enumerable.Repeat(Webhooks.Reply("Да"), 501)) + "]";

        Assert.Equal((HttpStatusCode.OK, """{"ok":true,"handled":false}"""), await PostAsync(WithToken, body));
        Assert.Equal(HttpStatusCode.OK, (await PostAsync(WithToken, body)).Status);

        var letter = Assert.Single(webhooks.Database.Accepted).Dead;
        Assert.Equal(body, letter?.Raw);
    }

    [Fact]
    public async Task Two_hundred_invented_directions_make_a_few_notices()
    {
        var events = Enumerable.Range(0, 200).Select(
            i => Webhooks.Reply("Да", id: $"m{i}", direction: $"from_{(char)('a' + (i / 26))}{(char)('a' + (i % 26))}"));

        Assert.Equal(HttpStatusCode.OK, (await PostAsync(WithToken, "[" + string.Join(',', events) + "]")).Status);

        Assert.Equal(200, webhooks.Database.Accepted.Count(intake => intake.Dead is not null));
        Assert.Equal(11, webhooks.Database.Told.Select(notice => notice.Subject).Distinct().Count());
    }

    [Fact]
    public async Task Neither_token_nor_text_nor_phone_gets_into_a_log()
    {
        await PostAsync(WithToken, Webhooks.Reply("секретные слова"));
        await PostAsync(Path + "?token=other-token", Webhooks.Reply("секретные слова"));
        await PostAsync(WithToken, "{broken секретные слова");

        Assert.NotEmpty(logs.Lines);
        Assert.DoesNotContain(logs.Lines, line =>
            line.Contains("webhook-token-of-the-tests", StringComparison.Ordinal) || line.Contains("other-token", StringComparison.Ordinal)
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
