using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging.Abstractions;
using Relay.Delivery.Messages;
using Relay.Delivery.Providers;
using Relay.Delivery.Sending;
using Relay.ServiceDefaults.Configuration;
using Relay.WahelpGateway.Persistence;
using Relay.WahelpGateway.SendingClientMessages;
using Relay.WahelpGateway.Tests.Fakes;
using Relay.WahelpGateway.WahelpApi;

namespace Relay.WahelpGateway.Tests;

/// <summary>No client ever reads own words: with a destination nothing is sent until the account has shown that it honours it.</summary>
public sealed class SendDestinationTests
{
    private readonly FakeDatabase database = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static string FactOf(string channel) => Facts.Way(channel, SendingWay.From);

    [Theory]
    [InlineData(null)]
    [InlineData(WayShown.Sent)]
    [InlineData(WayShown.Nowhere)]
    [InlineData(WayShown.Refused)]
    [InlineData(WayShown.Unknown)]
    public async Task Whatever_else_was_learned_messages_wait_and_health_names_the_remedy(string? shown)
    {
        if (shown is not null)
        {
            await database.RelearnAsync(FactOf(FakeWahelp.Channel), shown, Cancel);
        }

        await database.RelearnAsync(FactOf("another channel"), WayShown.Recorded, Cancel);
        var destination = Destination();

        Assert.IsType<Recipient.Unavailable>(await ResolveAsync(destination));
        var health = await destination.CheckHealthAsync(new HealthCheckContext(), Cancel);
        Assert.Equal(HealthStatus.Unhealthy, health.Status);
        Assert.Contains("./relay wahelp learn", health.Description, StringComparison.Ordinal);
        var finding = Assert.Single(await destination.ExamineAsync(Cancel).ToListAsync(Cancel));
        Assert.False(finding.IsGood);
        Assert.Contains("./relay wahelp learn", finding.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Shown_to_be_honoured_it_goes_with_each_call_and_the_client_gets_nothing()
    {
        await database.RelearnAsync(FactOf(FakeWahelp.Channel), WayShown.Recorded, Cancel);
        var destination = Destination();
        Assert.IsType<Recipient.Known>(await ResolveAsync(destination));
        Assert.Equal(HealthStatus.Healthy, (await destination.CheckHealthAsync(new HealthCheckContext(), Cancel)).Status);
        Assert.False(destination.ReachesClient);

        using var wahelp = new FakeWahelp().OnLogIn("t")
            .On($"POST {FakeWahelp.ChannelPath}/users", 200, """{"success":true,"data":{"id":301}}""")
            .On($"POST {FakeWahelp.ChannelPath}/send_message/301", 200, """{"success":true,"data":{"id":900}}""");
        using var adapter = new Adapter(wahelp, Options());
        await adapter.SendAsync("раз");

        Assert.Equal("""{"type":"text","text":"раз","destination":"from"}""", wahelp.Calls[^1].Body);
    }

    [Fact]
    public async Task A_database_that_does_not_answer_is_no_leave_to_send()
    {
        var destination = new SendDestination(Options(), new Away());

        Assert.IsType<Recipient.Unavailable>(await ResolveAsync(destination));
        Assert.Equal(HealthStatus.Unhealthy, (await destination.CheckHealthAsync(new HealthCheckContext(), Cancel)).Status);
    }

    private static WahelpOptions Options() => FakeWahelp.Options(options => (options.ProfileName, options.SendDestination) = ("send_message", "from"));

    private SendDestination Destination() => new(Options(), database);

    private static async Task<Recipient> ResolveAsync(SendDestination destination)
    {
        using var wahelp = new FakeWahelp();
        using var adapter = new Adapter(wahelp, Options());
        var account = new WahelpAccount(adapter.Session, adapter.Http, Options());
        var sender = new WahelpSender(
            [new Known()], [new ClientMessageWords(new RelayOptions())], adapter.Channel, account, destination, null!, NullLogger<WahelpSender>.Instance);
        return await sender.ResolveAsync(Webhooks.ClientMessage("раз"), Cancel);
    }

    private sealed class Known : IOutgoing
    {
        public string Type => nameof(Relay.Contracts.Telegram.ClientMessageReceived);

        public ValueTask<Recipient> ResolveAsync(OutgoingMessage message, CancellationToken cancellationToken) =>
            new(new Recipient.Known(Webhooks.Phone, ChatId: null));
    }

    private sealed class Away : IEvidence
    {
        public ValueTask<Facts> ReadAsync(CancellationToken cancellationToken) => throw new TimeoutException();

        public Task LearnAsync(string fact, CancellationToken cancellationToken, string value = "") => throw new TimeoutException();

        public Task RelearnAsync(string fact, string value, CancellationToken cancellationToken) => throw new TimeoutException();
    }
}
