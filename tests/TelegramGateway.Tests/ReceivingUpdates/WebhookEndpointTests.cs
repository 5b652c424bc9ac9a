using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Npgsql;
using Relay.ServiceDefaults.Administration;
using Relay.ServiceDefaults.Configuration;
using Relay.ServiceDefaults.Persistence;
using Relay.TelegramGateway.ReceivingUpdates;
using Relay.TelegramGateway.TelegramApi;
using Relay.TelegramGateway.Tests.Fakes;

namespace Relay.TelegramGateway.Tests.ReceivingUpdates;

public sealed class WebhookEndpointTests : IAsyncDisposable
{
    private const string Secret = "0123456789abcdef";
    private const string Update = """{"update_id":1,"message":{"message_id":1,"date":1790000000,"chat":{"id":501,"type":"private"},"from":{"id":501,"is_bot":false,"first_name":"И"},"text":"a"}}""";

    private readonly FakeAcceptance acceptance = new();
    private readonly FakeTimeProvider time = new();
    private readonly TelegramOptions options = new() { BotToken = FakeTelegram.Token, Mode = TelegramMode.Webhook, WebhookSecret = Secret };
    private WebApplication? app;

    [Fact]
    public async Task An_update_is_answered_200_when_it_is_stored()
    {
        Assert.Equal(HttpStatusCode.OK, (await PostAsync(Update)).StatusCode);
        Assert.Single(acceptance.Accepted);
    }

    [Fact]
    public async Task A_repeated_update_is_answered_200_and_stored_once()
    {
        await PostAsync(Update);

        Assert.Equal(HttpStatusCode.OK, (await PostAsync(Update)).StatusCode);
        Assert.Single(acceptance.Accepted);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("0123456789abcdeF")]
    [InlineData("0123456789abcdef0")]
    public async Task A_wrong_secret_is_401_and_has_no_effect(string? secret)
    {
        Assert.Equal(HttpStatusCode.Unauthorized, (await PostAsync(Update, secret)).StatusCode);
        Assert.Equal(0, acceptance.Calls);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_body_of_2_MB_is_413_also_when_it_does_not_tell_its_length(bool chunked)
    {
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await PostAsync(new string('x', 2_000_000), chunked: chunked)).StatusCode);
        Assert.Equal(0, acceptance.Calls);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"update_id\":1,")]
    [InlineData("not json")]
    public async Task What_is_no_json_is_400(string body)
    {
        Assert.Equal(HttpStatusCode.BadRequest, (await PostAsync(body)).StatusCode);
        Assert.Equal(0, acceptance.Calls);
    }

    [Fact]
    public async Task Json_without_end_in_depth_is_400()
    {
        Assert.Equal(HttpStatusCode.BadRequest, (await PostAsync(new string('[', 100_000))).StatusCode);
    }

    [Fact]
    public async Task What_is_json_but_no_update_is_kept_as_a_dead_letter()
    {
        Assert.Equal(HttpStatusCode.OK, (await PostAsync("{}")).StatusCode);
        Assert.NotNull(Assert.Single(acceptance.Accepted).Dead);
    }

    [Fact]
    public async Task While_the_database_is_away_a_request_waits_8_seconds_and_then_is_503()
    {
        acceptance.FailuresLeft = int.MaxValue;
        var posting = PostAsync(Update);
        while (!posting.IsCompleted)
        {
            await Task.Yield();
            time.Advance(TimeSpan.FromMilliseconds(100));
        }

        var response = await posting;
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal("5", response.Headers.RetryAfter!.ToString());
        Assert.Empty(acceptance.Accepted);
    }

    [Fact]
    public async Task A_database_that_comes_back_in_time_makes_it_200()
    {
        acceptance.FailuresLeft = 3;
        var posting = PostAsync(Update);
        for (var waited = TimeSpan.Zero; waited < TimeSpan.FromSeconds(7) && !posting.IsCompleted; waited += TimeSpan.FromSeconds(0.1))
        {
            time.Advance(TimeSpan.FromSeconds(0.1));
            await Task.WhenAny(posting, Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, TestContext.Current.CancellationToken));
        }

        Assert.Equal(HttpStatusCode.OK, (await posting).StatusCode);
    }

    [Fact]
    public async Task In_polling_mode_there_is_no_webhook()
    {
        options.Mode = TelegramMode.Polling;

        Assert.Equal(HttpStatusCode.NotFound, (await PostAsync(Update)).StatusCode);
    }

    public async ValueTask DisposeAsync()
    {
        if (app is not null)
        {
            await app.DisposeAsync();
        }
    }

    private async Task<HttpResponseMessage> PostAsync(string body, string? secret = Secret, bool chunked = false)
    {
        app ??= await StartAsync();
        var bytes = Encoding.UTF8.GetBytes(body);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/telegram/webhook");
        request.Content = chunked ? new StreamContent(new Unseekable(bytes)) : new ByteArrayContent(bytes);
        if (secret is not null)
        {
            request.Headers.TryAddWithoutValidation("X-Telegram-Bot-Api-Secret-Token", secret);
        }

        return await app.GetTestClient().SendAsync(request);
    }

    private async Task<WebApplication> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseTestServer();
        var returned = new ReturnedClients(new FakeInbox(), NullLogger<ReturnedClients>.Instance);
        builder.Services.AddSingleton(options).AddSingleton<TimeProvider>(time).AddSingleton<Refusals>();
        builder.Services.AddSingleton(new UpdateIntake(
            acceptance, new FakeChatMemory(), new UpdateTranslator(100, RelayLanguage.Ru), returned, FakeContactQuestions.NobodyWaits(),
            new DatabaseRetries(time, NullLogger<DatabaseRetries>.Instance), time, NullLogger<UpdateIntake>.Instance));
        var started = builder.Build();
        started.MapTelegramWebhook();
        await started.StartAsync();
        return started;
    }

    private sealed class Unseekable(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }
}
