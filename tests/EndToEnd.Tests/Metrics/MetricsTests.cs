using System.Net;
using Relay.Harness;

namespace Relay.EndToEnd.Tests.Metrics;

/// <summary>The metrics of the running services after some traffic.</summary>
public sealed class MetricsTests(MetricsTests.OwnRelay relay) : IClassFixture<MetricsTests.OwnRelay>
{
    private const string Conversation = "local=\"false\"";

    /// <summary>The database is polled every 15 s.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    [Fact]
    public async Task Metrics_are_on_the_management_port_alone()
    {
        using var http = new HttpClient();
        foreach (var instance in relay.Stack.Instances)
        {
            using var hidden = await http.GetAsync(new Uri(instance.Url, "metrics"), TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.NotFound, hidden.StatusCode);
            var shown = await Scrape.OfAsync(instance.ManagementUrl);
            Assert.True(shown.Value("dotnet_gc_heap_total_allocated_bytes_total") > 0, shown.Text);
        }
    }

    [Fact]
    public async Task What_is_held_then_delivered_and_answered_is_counted_and_timed_on_both_sides()
    {
        const long Chat = 8_100_001;
        var before = (Telegram: await LookAsync(RelayService.TelegramGateway), Wahelp: await LookAsync(RelayService.WahelpGateway));
        await relay.Sandbox.ClientWritesAsync(Chat, "first");
        await relay.Sandbox.WaitInChatAsync(Chat);
        await UntilAsync(
            RelayService.WahelpGateway,
            now => now.Value("relay_undelivered_messages", "state=\"held\"") == 1 && now.Value("relay_undelivered_age_seconds", "state=\"held\"") > 0,
            "held, as the database knows it");
        await UntilAsync(RelayService.TelegramGateway, now => now.Value("relay_unsettled_messages", "state=\"held\"") == 1, "held, as its origin heard");

        await relay.Sandbox.ClientSharesContactAsync(Chat);
        await relay.Sandbox.WaitAtWahelpAsync(SandboxClient.PhoneOf(Chat));
        await relay.Sandbox.ManagerRepliesAsync(SandboxClient.PhoneOf(Chat), "answer");
        await relay.Sandbox.WaitInChatAsync(Chat, atLeast: 3);

        await UntilAsync(
            RelayService.WahelpGateway, now => Rise(before.Wahelp, now, "relay_messages_delivered_total", Conversation) == 1, "delivered to the CRM");
        await UntilAsync(
            RelayService.TelegramGateway, now => Rise(before.Telegram, now, "relay_messages_delivered_total", Conversation) == 1, "delivered to the client");
        var (telegram, wahelp) = (await LookAsync(RelayService.TelegramGateway), await LookAsync(RelayService.WahelpGateway));
        Assert.Equal(1, Rise(before.Telegram, telegram, "relay_messages_accepted_total"));
        Assert.Equal(1, Rise(before.Wahelp, wahelp, "relay_messages_accepted_total"));
        Assert.Equal(1, Rise(before.Wahelp, wahelp, "relay_messages_held_total", "reason=\"not_linked\"", Conversation));
        Assert.Equal(1, Rise(before.Wahelp, wahelp, "relay_message_duration_seconds_count", "provider=\"wahelp\""));
        Assert.Equal(1, Rise(before.Telegram, telegram, "relay_message_duration_seconds_count", "provider=\"telegram\""));
        Assert.True(Rise(before.Wahelp, wahelp, "relay_message_duration_seconds_sum") > 0);
        Assert.Equal(1, Rise(before.Wahelp, wahelp, "relay_provider_call_duration_seconds_count", "provider=\"wahelp\"", "answer=\"delivered\""));
        Assert.InRange(Rise(before.Telegram, telegram, "relay_messages_delivered_total", "local=\"true\""), 2, 3); // the question for the contact, the thanks
    }

    [Fact]
    public async Task What_fails_what_is_uncertain_and_what_is_marked_is_counted()
    {
        const long Chat = 8_100_002;
        await relay.Sandbox.ClientSharesContactAsync(Chat);
        await relay.Sandbox.WaitInChatAsync(Chat);
        var before = await LookAsync(RelayService.TelegramGateway);
        await relay.Sandbox.ScriptAsync(new SandboxScript { At = "telegram.sendMessage", Chat = Chat, Accept = true, Then = "abort" });
        await relay.Sandbox.ManagerRepliesAsync(SandboxClient.PhoneOf(Chat), "comes twice");
        await relay.Sandbox.WaitInChatAsync(Chat, atLeast: 3);
        await UntilAsync(RelayService.TelegramGateway, now => Rise(before, now, "relay_messages_maybe_duplicate_total", Conversation) == 1, "the mark");

        await relay.Sandbox.ScriptAsync(
            new SandboxScript { At = "telegram.sendMessage", Chat = Chat, Status = 400, Description = "Bad Request: chat not found" });
        await relay.Sandbox.ManagerRepliesAsync(SandboxClient.PhoneOf(Chat), "never comes");
        await UntilAsync(
            RelayService.TelegramGateway, now => Rise(before, now, "relay_messages_failed_total", "reason=\"chat_not_found\"", Conversation) == 1,
            "the failure");

        var after = await LookAsync(RelayService.TelegramGateway);
        Assert.Equal(1, Rise(before, after, "relay_messages_uncertain_total", Conversation));
        Assert.Equal(1, Rise(before, after, "relay_messages_delivered_total", Conversation));
        Assert.Equal(1, Rise(before, after, "relay_provider_call_duration_seconds_count", "answer=\"unanswered\""));
        Assert.Equal(1, Rise(before, after, "relay_provider_call_duration_seconds_count", "answer=\"failed\""));
    }

    [Fact]
    public async Task Gauges_show_a_paused_provider_dead_letters_and_the_last_good_poll()
    {
        const long Chat = 8_100_003;
        await relay.Sandbox.ClientSharesContactAsync(Chat);
        await relay.Sandbox.WaitInChatAsync(Chat);
        // A fault of one client is the provider's if the harmless call meets it too.
        await relay.Sandbox.ScriptAsync(new SandboxScript { At = "wahelp.send", Status = 422, Times = null });
        await relay.Sandbox.ScriptAsync(new SandboxScript { At = "wahelp.channels", Status = 503, Times = null });
        await relay.Sandbox.ClientWritesAsync(Chat, "waits");
        await relay.Sandbox.InjectUpdateAsync("{\"message\":{\"message_id\":\"no number\"}}");
        await UntilAsync(RelayService.WahelpGateway, now => now.Value("relay_provider_paused_seconds", "cause=\"away\"") > 0, "the pause");
        await UntilAsync(RelayService.WahelpGateway, now => now.Value("relay_undelivered_age_seconds", "state=\"waiting\"") > 0, "what waits for it");
        await UntilAsync(RelayService.TelegramGateway, now => now.Value("relay_unsettled_age_seconds", "state=\"waiting\"") > 0, "what its origin waits for");
        await UntilAsync(RelayService.TelegramGateway, now => now.Value("relay_dead_letters_waiting") >= 1, "the dead letter");

        await relay.Sandbox.ClearScriptsAsync();
        await UntilAsync(RelayService.WahelpGateway, now => now.Value("relay_provider_paused_seconds") == 0, "the end of the pause");
        await UntilAsync(RelayService.WahelpGateway, now => now.Value("relay_undelivered_messages", "state=\"waiting\"") == 0, "all delivered");
        var telegram = await LookAsync(RelayService.TelegramGateway);
        Assert.InRange(telegram.Value("relay_telegram_updates_age_seconds") ?? double.NaN, 0, 120);
        Assert.InRange(telegram.Value("relay_database_look_age_seconds") ?? double.NaN, 0, 60);
        Assert.True(telegram.Value("relay_dead_letters_stored_total") >= 1);
    }

    private static double Rise(Scrape before, Scrape after, string name, params string[] labels) =>
        (after.Value(name, labels) ?? 0) - (before.Value(name, labels) ?? 0);

    private Task<Scrape> LookAsync(RelayService service) => Scrape.OfAsync(relay.Stack[service].ManagementUrl);

    private Task UntilAsync(RelayService service, Func<Scrape, bool> condition, string what) =>
        Waiting.UntilAsync(async () => condition(await LookAsync(service)), Patience, what, every: TimeSpan.FromMilliseconds(500));

    /// <summary>A separate relay, so that other tests do not count here. The tests of a class run one after another.</summary>
    public sealed class OwnRelay : IAsyncLifetime
    {
        public RelayStack Stack { get; private set; } = null!;

        public SandboxClient Sandbox { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            Stack = await RelayStack.StartAsync();
            Sandbox = new SandboxClient(Stack.SandboxUrl);
        }

        public async ValueTask DisposeAsync()
        {
            Sandbox?.Dispose();
            if (Stack is not null)
            {
                await Stack.DisposeAsync();
            }
        }
    }
}
