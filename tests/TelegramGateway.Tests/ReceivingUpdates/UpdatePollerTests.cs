using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Npgsql;
using Relay.Contracts.Telegram;
using Relay.ServiceDefaults.Configuration;
using Relay.ServiceDefaults.Persistence;
using Relay.TelegramGateway.ReceivingUpdates;
using Relay.TelegramGateway.TelegramApi;
using Relay.TelegramGateway.Tests.Fakes;

namespace Relay.TelegramGateway.Tests.ReceivingUpdates;

public sealed class UpdatePollerTests : IAsyncLifetime
{
    private readonly FakeTimeProvider time = new(DateTimeOffset.UnixEpoch.AddYears(56)) { AutoAdvanceAmount = TimeSpan.Zero };
    private readonly FakeInstances instances = new();
    private readonly FakeOwner owner = new();
    private readonly FakePollerState state = new();
    private FakeAcceptance acceptance = new();
    private FakeTelegram telegram = null!;
    private TelegramConnection connection = null!;
    private BotConflict conflict = null!;

    public async ValueTask InitializeAsync()
    {
        telegram = await FakeTelegram.StartAsync();
        connection = new TelegramConnection(telegram.Options);
        conflict = new BotConflict(owner, new RelayOptions(), time, NullLogger<BotConflict>.Instance);
    }

    public async ValueTask DisposeAsync()
    {
        connection.Dispose();
        await telegram.DisposeAsync();
    }

    [Fact]
    public async Task A_stored_batch_is_confirmed_by_the_next_poll_only()
    {
        telegram.Answer("getUpdates", 200, Batch(Text(41, "a"), Text(42, "b"))).Answer("getUpdates", 200, Batch()).Answer("getUpdates", 200, Batch());
        var poller = Poller();

        Assert.Equal([TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero], [await PollAsync(poller), await PollAsync(poller), await PollAsync(poller)]);

        Assert.Equal([null, "43", null], Offsets());
        Assert.Equal(["a", "b"], Texts());
        Assert.Equal(3, state.Saves);
    }

    [Fact]
    public async Task After_an_idle_week_lower_numbers_are_not_thrown_away()
    {
        telegram.Answer("getUpdates", 200, Batch(Text(900, "a"))).Answer("getUpdates", 200, Batch()).Answer("getUpdates", 200, Batch(Text(3, "b"))).Answer(
            "getUpdates", 200, Batch());
        var poller = Poller();
        for (var i = 0; i < 4; i++)
        {
            await PollAsync(poller);
        }

        Assert.Equal([null, "901", null, "4"], Offsets());
        Assert.Equal(["a", "b"], Texts());
    }

    [Fact]
    public async Task The_offset_is_the_last_ones_and_not_the_highest()
    {
        telegram.Answer("getUpdates", 200, Batch(Text(900, "a"), Text(3, "b"))).Answer("getUpdates", 200, Batch());
        var poller = Poller();

        await PollAsync(poller);
        await PollAsync(poller);

        Assert.Equal([null, "4"], Offsets());
    }

    [Fact]
    public async Task A_repeated_update_changes_nothing()
    {
        telegram.Answer("getUpdates", 200, Batch(Text(41, "a"))).Answer("getUpdates", 200, Batch(Text(41, "a"), Text(42, "b")));
        var poller = Poller();

        await PollAsync(poller);
        await PollAsync(poller);

        Assert.Equal(["a", "b"], Texts());
    }

    [Fact]
    public async Task While_the_database_is_away_the_same_batch_waits_and_nothing_is_confirmed()
    {
        acceptance = new FakeAcceptance { FailuresLeft = 3 };
        telegram.Answer("getUpdates", 200, Batch(Text(41, "a")));
        var polling = PollAsync(Poller());
        while (!polling.IsCompleted)
        {
            await Task.Yield();
            time.Advance(TimeSpan.FromSeconds(1));
        }

        await polling;
        Assert.Equal(4, acceptance.Calls);
        Assert.Equal(["a"], Texts());
        Assert.Single(telegram.Calls);
    }

    [Fact]
    public async Task One_unreadable_update_among_a_hundred_becomes_a_dead_letter_and_the_others_go_on()
    {
        var updates = Enumerable.Range(1, 100).Select(i => i == 50 ? """{"update_id":50,"message":{"text":"\ud83d"}}""" : Text(i, $"{i}"));
        telegram.Answer("getUpdates", 200, Batch([.. updates]));

        await PollAsync(Poller());

        Assert.Equal(99, Texts().Count);
        var dead = Assert.Single(acceptance.Accepted, intake => intake.Dead is not null).Dead!;
        Assert.Equal(("telegram_update", "telegram_update:100:50"), (dead.Source, dead.Key));
        Assert.Contains("\\ufffd", dead.Raw, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Garbage_without_an_id_does_not_make_a_hot_loop()
    {
        telegram.Answer("getUpdates", 200, Batch("42"));

        Assert.True(await PollAsync(Poller()) > TimeSpan.Zero);
    }

    [Fact]
    public async Task Who_does_not_hold_the_role_stands_by_and_calls_nobody()
    {
        instances.Holds = false;

        Assert.Equal(TimeSpan.FromSeconds(1), await PollAsync(Poller()));
    }

    [Fact]
    public async Task A_flood_wait_is_waited_out()
    {
        telegram.Answer("getUpdates", 429, """{"ok":false,"error_code":429,"description":"Too Many Requests","parameters":{"retry_after":600}}""");

        Assert.Equal(TimeSpan.FromSeconds(600), await PollAsync(Poller()));
    }

    [Theory]
    [InlineData(502, "<html>")]
    [InlineData(401, """{"ok":false,"error_code":401,"description":"Unauthorized"}""")]
    [InlineData(200, "{\"ok\":true,\"result\":[{\"upd")]
    [InlineData(200, """{"ok":true,"result":7}""")]
    public async Task Whatever_fails_backs_off_to_30_seconds_and_is_tried_again(int status, string body)
    {
        var poller = Poller();
        var pauses = new List<double>();
        for (var i = 0; i < 7; i++)
        {
            telegram.Answer("getUpdates", status, body);
            pauses.Add((await PollAsync(poller)).TotalSeconds);
        }

        telegram.Answer("getUpdates", 200, Batch(Text(1, "a")));
        await PollAsync(poller);

        Assert.Equal([1, 2, 4, 8, 16, 30, 30], pauses);
        Assert.Equal(["a"], Texts());
    }

    [Fact]
    public async Task A_foreign_webhook_is_said_and_left_alone_and_the_owner_is_told_once_when_it_lasts()
    {
        const string Taken =
            """{"ok":false,"error_code":409,"description":"Conflict: can't use getUpdates method while webhook is active; """
                + """use deleteWebhook to delete the webhook first"}""";
        var poller = Poller();
        for (var i = 0; i < 6; i++)
        {
            telegram.Answer("getUpdates", 409, Taken)
                .Answer("getWebhookInfo", 200, """{"ok":true,"result":{"url":"https://crm.example/hook","pending_update_count":3}}""");
            await PollAsync(poller);
            time.Advance(TimeSpan.FromSeconds(30));
        }

        Assert.Equal("foreign_webhook", Assert.Single(owner.Notices).Cause);
        Assert.Equal("foreign_webhook", conflict.Current);

        telegram.Answer("getUpdates", 200, Batch());
        await PollAsync(poller);
        Assert.Null(conflict.Current);
    }

    [Fact]
    public async Task A_change_of_pollers_is_no_news()
    {
        telegram.Answer("getUpdates", 409, """{"ok":false,"error_code":409,"description":"Conflict: terminated by other getUpdates request"}""");

        Assert.Equal(TimeSpan.FromSeconds(1), await PollAsync(Poller()));
        Assert.Empty(owner.Notices);
    }

    [Theory]
    [Trait("Fault", "F37")]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Who_lost_the_role_by_a_409_is_ready_again(bool anotherHasIt)
    {
        telegram.Answer("getUpdates", 409, """{"ok":false,"error_code":409,"description":"Conflict: terminated by other getUpdates request"}""");
        var poller = Poller();
        await PollAsync(poller);
        Assert.Equal("second_poller", conflict.Current);

        if (anotherHasIt)
        {
            instances.Holds = false;
            await PollAsync(poller);
        }
        else
        {
            time.Advance(TimeSpan.FromMinutes(5)); // the loop may stand still; a conflict so long ago has ended by itself
        }

        Assert.Null(conflict.Current);
    }

    private UpdatePoller Poller()
    {
        var returned = new ReturnedClients(new FakeInbox(), NullLogger<ReturnedClients>.Instance);
        var intake = new UpdateIntake(
            acceptance, new FakeChatMemory(), new UpdateTranslator(100, RelayLanguage.Ru), returned, FakeContactQuestions.NobodyWaits(),
            new DatabaseRetries(time, NullLogger<DatabaseRetries>.Instance), time, NullLogger<UpdateIntake>.Instance);
        return new UpdatePoller(
            new UpdateSource(connection, TimeProvider.System), intake, state, instances, new DatabaseIsReady(), conflict, Webhook(), time,
            NullLogger<UpdatePoller>.Instance);
    }

    private OwnWebhook Webhook() =>
        new(new BotAccount(connection, TimeProvider.System), new NeverSet(), telegram.Options, NullLogger<OwnWebhook>.Instance);

    private static Task<TimeSpan> PollAsync(UpdatePoller poller) => poller.PollAsync(TestContext.Current.CancellationToken);

    private List<string> Texts() => [.. acceptance.Accepted.Select(intake => intake.Publish).OfType<ClientMessageReceived>().Select(message => message.Text)];

    private List<string?> Offsets() =>
        [.. telegram.Calls.Select(call => Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(call.Query)).Select(
            query => query.TryGetValue("offset", out var offset) ? offset.ToString() : null)];

    private static string Batch(params string[] updates) => $$"""{"ok":true,"result":[{{string.Join(',', updates)}}]}""";

    private static string Text(int id, string text) => JsonSerializer.Serialize(new
    {
        update_id = id,
        message = new
        {
            message_id = id,
            date = 1790000000,
            chat = new { id = 501, type = "private" },
            from = new { id = 501, is_bot = false, first_name = "Иван" },
            text,
        },
    });

    private sealed class NeverSet : IWebhookMemory
    {
        public Task AddAsync(string url, CancellationToken cancellationToken) => throw new InvalidOperationException("polling sets none");

        public Task<bool> KnowsAsync(string url, CancellationToken cancellationToken) => Task.FromResult(false);

        public Task KeepOnlyAsync(string? url, CancellationToken cancellationToken) => throw new InvalidOperationException("polling took a stranger's away");
    }
}
