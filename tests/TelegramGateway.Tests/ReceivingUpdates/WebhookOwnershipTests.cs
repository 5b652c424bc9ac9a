using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Npgsql;
using Relay.Harness;
using Relay.ServiceDefaults.Configuration;
using Relay.ServiceDefaults.Persistence;
using Relay.TelegramGateway.Persistence;
using Relay.TelegramGateway.ReceivingUpdates;
using Relay.TelegramGateway.TelegramApi;
using Relay.TelegramGateway.Tests.Fakes;

namespace Relay.TelegramGateway.Tests.ReceivingUpdates;

/// <summary>The owner of the bot's webhook, in both modes, on a real database.</summary>
public sealed class WebhookOwnershipTests : IAsyncLifetime
{
    private const string Ours = "https://relay.example/telegram/webhook";
    private const string Strangers = "https://crm.example/hook/a-secret";
    private const string Taken =
        """{"ok":false,"error_code":409,"description":"Conflict: can't use getUpdates method while webhook is active; """
            + """use deleteWebhook to delete the webhook first"}""";

    private readonly FakeTimeProvider time = new(DateTimeOffset.UnixEpoch.AddYears(56));
    private readonly FakeInstances instances = new();
    private readonly FakeOwner owner = new();
    private readonly FakePollerState state = new();
    private Database database = null!;
    private NpgsqlDataSource source = null!;
    private FakeTelegram telegram = null!;
    private TelegramConnection connection = null!;
    private BotConflict conflict = null!;

    public async ValueTask InitializeAsync()
    {
        database = await (await Servers.StartAsync()).CreateDatabaseAsync("telegram_webhook");
        source = NpgsqlDataSource.Create(database.ConnectionString);
        await GatewayTables.MigrateAsync<TelegramGatewayDbContext>(source, options => new TelegramGatewayDbContext(options));
        telegram = await FakeTelegram.StartAsync();
        connection = new TelegramConnection(telegram.Options);
        conflict = new BotConflict(owner, new RelayOptions(), time, NullLogger<BotConflict>.Instance);
    }

    public async ValueTask DisposeAsync()
    {
        connection.Dispose();
        await telegram.DisposeAsync();
        await source.DisposeAsync();
        await database.DisposeAsync();
    }

    [Fact]
    [Trait("Fault", "F37")]
    public async Task Back_in_polling_mode_the_relay_takes_its_own_webhook_away_and_polls()
    {
        Shows("").Sets().Shows(Ours);
        await KeepAsync(Keeper(Ours), rounds: 2);

        telegram.Answer("getUpdates", 409, Taken);
        Shows(Ours).Sets();
        telegram.Answer("getUpdates", 200, """{"ok":true,"result":[]}""");
        var poller = Poller();
        await PollAsync(poller);
        await PollAsync(poller);

        Assert.Equal([Ours, ""], SetUrls());
        Assert.Null(conflict.Current);
        Assert.Empty(owner.Notices);
    }

    [Fact]
    [Trait("Fault", "F37")]
    public async Task A_webhook_that_was_set_by_somebody_else_is_left_alone_in_both_modes()
    {
        Shows(Strangers);
        var keeper = Keeper(Ours);
        Assert.Equal(TimeSpan.FromMinutes(1), await keeper.KeepAsync(TestContext.Current.CancellationToken));
        Assert.Equal("foreign_webhook", conflict.Current);

        telegram.Answer("getUpdates", 409, Taken);
        Shows(Strangers);
        await PollAsync(Poller());

        Assert.Empty(SetUrls());
        Assert.Equal("foreign_webhook", conflict.Current);
    }

    [Fact]
    [Trait("Fault", "F37")]
    public async Task An_address_that_the_relay_once_had_and_gave_back_may_be_a_strangers()
    {
        Shows("").Sets().Shows(Ours);
        await KeepAsync(Keeper(Ours), rounds: 2);
        telegram.Answer("getUpdates", 409, Taken);
        Shows(Ours).Sets();
        var poller = Poller();
        await PollAsync(poller);

        telegram.Answer("getUpdates", 409, Taken);
        Shows(Ours);
        await PollAsync(poller);

        Assert.Equal([Ours, ""], SetUrls());
        Assert.Equal("foreign_webhook", conflict.Current);
    }

    [Fact]
    [Trait("Fault", "F37")]
    public async Task Our_own_webhook_that_somebody_removed_is_set_again()
    {
        Shows("").Sets().Shows(Ours).Shows("").Sets();
        await KeepAsync(Keeper(Ours), rounds: 3);

        Assert.Equal([Ours, Ours], SetUrls());
        Assert.Null(conflict.Current);
        Assert.Empty(owner.Notices);
    }

    [Fact]
    [Trait("Fault", "F37")]
    public async Task A_new_address_takes_the_place_of_the_one_before()
    {
        const string Newer = "https://new.example/telegram/webhook";
        Shows("").Sets();
        await KeepAsync(Keeper(Ours), rounds: 1);
        Shows(Ours).Sets().Shows(Newer);
        await KeepAsync(Keeper(Newer), rounds: 2);

        Assert.Equal([Ours, Newer], SetUrls());
        Assert.Equal(1, state.Saves);
    }

    [Fact]
    [Trait("Fault", "F37")]
    public async Task A_keeper_that_lost_its_role_is_not_unready_for_what_it_saw_before()
    {
        Shows(Strangers);
        var keeper = Keeper(Ours);
        await keeper.KeepAsync(TestContext.Current.CancellationToken);
        Assert.NotNull(conflict.Current);

        instances.Holds = false;
        await keeper.KeepAsync(TestContext.Current.CancellationToken);

        Assert.Null(conflict.Current);
    }

    [Fact]
    public async Task Where_Telegram_does_not_say_whose_webhook_it_is_nobody_is_accused_and_nothing_taken_away()
    {
        telegram.Answer("getUpdates", 409, Taken).Answer("getWebhookInfo", 502, "");

        Assert.Equal(TimeSpan.FromSeconds(1), await PollAsync(Poller()));

        Assert.Empty(SetUrls());
        Assert.Null(conflict.Current);
    }

    private WebhookOwnershipTests Shows(string url)
    {
        telegram.Answer("getWebhookInfo", 200, """{"ok":true,"result":{"pending_update_count":0,"url":"URL"}}""".Replace("URL", url, StringComparison.Ordinal));
        return this;
    }

    private WebhookOwnershipTests Sets()
    {
        telegram.Answer("setWebhook", 200, """{"ok":true,"result":true}""");
        return this;
    }

    private WebhookKeeper Keeper(string url) => new(
        Webhook(TelegramMode.Webhook, url), state, instances, new DatabaseIsReady(), source, conflict, time, NullLogger<WebhookKeeper>.Instance);

    private UpdatePoller Poller()
    {
        var returned = new ReturnedClients(new FakeInbox(), NullLogger<ReturnedClients>.Instance);
        var intake = new UpdateIntake(
            new FakeAcceptance(), new FakeChatMemory(), new UpdateTranslator(100, RelayLanguage.Ru), returned, FakeContactQuestions.NobodyWaits(),
            new DatabaseRetries(time, NullLogger<DatabaseRetries>.Instance), time, NullLogger<UpdateIntake>.Instance);
        return new UpdatePoller(
            new UpdateSource(connection, TimeProvider.System), intake, state, instances, new DatabaseIsReady(), conflict,
            Webhook(TelegramMode.Polling, url: null),
            time, NullLogger<UpdatePoller>.Instance);
    }

    private OwnWebhook Webhook(TelegramMode mode, string? url)
    {
        var options = telegram.Options;
        (options.Mode, options.WebhookUrl) = (mode, url is null ? null : new Uri(url));
        return new OwnWebhook(new BotAccount(connection, TimeProvider.System), new WebhookMemory(source, options), options, NullLogger<OwnWebhook>.Instance);
    }

    private static async Task KeepAsync(WebhookKeeper keeper, int rounds)
    {
        for (var i = 0; i < rounds; i++)
        {
            await keeper.KeepAsync(TestContext.Current.CancellationToken);
        }
    }

    private static Task<TimeSpan> PollAsync(UpdatePoller poller) => poller.PollAsync(TestContext.Current.CancellationToken);

    private List<string?> SetUrls() =>
        [.. telegram.Calls.Where(call => call.Method == "setWebhook").Select(call => call.Body.GetProperty("url").GetString())];
}
