using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Npgsql;
using Relay.Delivery;
using Relay.Delivery.Accepting;
using Relay.Delivery.Messages;
using Relay.Delivery.Sending;
using Relay.Harness;
using Relay.ServiceDefaults;
using Relay.ServiceDefaults.Configuration;
using Relay.ServiceDefaults.Persistence;
using Relay.WahelpGateway.Persistence;
using Relay.WahelpGateway.ReportingToOperators;
using Relay.WahelpGateway.Tests.Fakes;
using Relay.WahelpGateway.WahelpApi;

namespace Relay.WahelpGateway.Tests.Persistence;

/// <summary>The queries for events, on a database created by the migrations.</summary>
public sealed class StoredEventsTests : IAsyncLifetime
{
    private static readonly Guid Ours = Guid.NewGuid();
    private static readonly Guid Known = Guid.NewGuid();

    private readonly FakeTimeProvider time = new();
    private Database database = null!;
    private NpgsqlDataSource source = null!;
    private WebApplication? app;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        database = await (await Servers.StartAsync()).CreateDatabaseAsync("events");
        source = NpgsqlDataSource.Create(database.ConnectionString);
        await GatewayTables.MigrateAsync<WahelpGatewayDbContext>(source, options => new WahelpGatewayDbContext(options));
    }

    public async ValueTask DisposeAsync()
    {
        await (app?.DisposeAsync() ?? ValueTask.CompletedTask);
        await source.DisposeAsync();
        await database.DisposeAsync();
    }

    [Fact]
    public async Task One_look_tells_of_own_ids_of_what_was_sent_to_the_phone_of_what_waits_and_of_further_ids()
    {
        await ExecuteAsync($"INSERT INTO sent_id (provider_message_id, message_id, at) VALUES ('id:7', '{Ours}', now())");
        await ExecuteAsync($"INSERT INTO accepted (message_id, accepted_at, mark, settled_at, publishes) VALUES ('{Known}', now(), 'seen:u-1', now(), 0)");
        await SentToAsync("+7900", "now() - interval '23 h'", "now()");
        await SentToAsync("+7901", "now() - interval '25 h'", "now()");
        await SentToAsync("+7902", "now() - interval '3 days'", "NULL");
        await SentToAsync("+7904", "now()", "now()", words: "'said'");
        await SentToAsync("+7905", "now()", "now()", words: "'said otherwise'");
        var stored = Stored();

        var looks = await Task.WhenAll(
            LookAsync(["id:6", "id:7"], [], null, "echo:"),
            LookAsync(["id:6"], [Guid.NewGuid(), Known], "+7999", "echo:+7999"),
            LookAsync([], [], "+7900", "echo:+7900"),
            LookAsync([], [], "+7901", "echo:+7901"),
            LookAsync([], [], "+7902", "echo:+7902"),
            LookAsync([], [], "+7903", "lane +7902"),
            LookAsync([], [], "+7904", "echo:+7904"),
            LookAsync([], [], "+7905", "echo:+7905"));

        Assert.Equal([false, true, false, true, false, false, false, true], looks.Select(look => look.IsOrdinary));
        Assert.Equal(
            [null, (Known, "u-1"), null, null, null, null, null, null],
            looks.Select(look => look.Known is { } known ? (known, SeenMark.IdIn(look.Mark)) : ((Guid, string?)?)null));
        Assert.Equal("u-1", Assert.Single(await stored.SeenAsAsync([Known, Ours], Token)).Value);

        Task<EventLook> LookAsync(string[] sent, Guid[] seen, string? phone, string lane) =>
            stored.LookAsync(new EventKeys(sent, seen, phone, lane, Words: "said"), Token);
    }

    [Fact]
    public async Task Replies_are_known_from_other_systems_notifications()
    {
        var stored = Stored();
        await ExecuteAsync(
            $"INSERT INTO accepted (message_id, accepted_at, type, mark, publishes) VALUES ('{Ours}', now(), 'OperatorReplied', 'notification:x', 0)");
        Assert.False(await stored.KnowsRepliesAsync(Token));

        await ExecuteAsync($"INSERT INTO accepted (message_id, accepted_at, type, publishes) VALUES ('{Known}', now(), 'OperatorReplied', 0)");
        Assert.True(await stored.KnowsRepliesAsync(Token));
    }

    [Fact]
    public async Task The_lane_of_a_reply_is_known_for_its_deletion_when_its_text_is_no_longer_kept()
    {
        var stored = Stored();
        await ExecuteAsync(
            $"""
            INSERT INTO accepted (message_id, accepted_at, type, lane, publishes)
            VALUES ('{Ours}', now(), 'OperatorReplied', 'c:+7900', 0), ('{Known}', now(), 'ClientMessageReceived', 'c:+7901', 0)
            """);

        Assert.Equal("c:+7900", await stored.LaneOfReplyAsync(Ours, Token));
        Assert.Null(await stored.LaneOfReplyAsync(Known, Token));
        Assert.Null(await stored.LaneOfReplyAsync(Guid.NewGuid(), Token));
        Assert.Empty(await stored.RelayedTextsAsync([Ours], Token));
    }

    [Fact]
    public async Task A_fact_is_written_once_and_another_instance_knows_it_some_seconds_later()
    {
        await ExecuteAsync("INSERT INTO database (id, hmac_key, created_at, restored_before) VALUES (1, '', now(), 0)");
        var (one, other) = (new Evidence(source, time), new Evidence(source, time));
        Assert.False((await other.ReadAsync(Token)).Know(Facts.ChannelNumber));

        await one.LearnAsync(Facts.ChannelNumber, Token, "999");
        await one.LearnAsync(Facts.ChannelNumber, Token, "5");

        Assert.Equal("999", (await one.ReadAsync(Token)).ValueOf(Facts.ChannelNumber));
        time.Advance(TimeSpan.FromSeconds(11));
        Assert.Equal(("999", null), ((await other.ReadAsync(Token)).ValueOf(Facts.ChannelNumber), (await other.ReadAsync(Token)).RestoredBefore));
        await ExecuteAsync("UPDATE database SET restored_before = 1000");
        time.Advance(TimeSpan.FromSeconds(11));
        Assert.Equal(DateTimeOffset.UnixEpoch.AddSeconds(1), (await other.ReadAsync(Token)).RestoredBefore);
    }

    /// <summary>Composed as in the gateway; nothing runs.</summary>
    private StoredEvents Stored()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddSingleton(new ServiceIdentity("stored-events")).AddSingleton<TimeProvider>(time);
        builder.Services.AddSingleton(new RelayOptions { Postgres = database.ConnectionString });
        builder.AddDatabase<WahelpGatewayDbContext>();
        builder.AddDelivery(gateway => gateway.SendsBy<WahelpProvider, WahelpText, Managers>("telegram-gateway", "wahelp"));
        app = builder.Build();
        return new StoredEvents(app.Services.GetRequiredService<IAcceptedMessages>(), app.Services.GetRequiredService<ISentMessages>());
    }

    private Task SentToAsync(string phone, string attemptedAt, string doneAt, string words = "NULL") => ExecuteAsync(
        $"""
        INSERT INTO delivery (message_id, lane, number, previous, type, body, local, phone, state, attempt, unanswered, refused, parts_done, maybe_duplicate,
            received_at, attempted_at, done_at, words)
        VALUES ('{Guid.NewGuid()}', 'lane {phone}', 1, 0, 'x', '', false, '{phone}', 'pending', 1, 0, 0, 0, false, now(), {attemptedAt}, {doneAt}, {words})
        """);

    private async Task ExecuteAsync(string sql)
    {
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Token);
    }
}
