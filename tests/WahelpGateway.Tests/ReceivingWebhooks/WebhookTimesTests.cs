using Microsoft.Extensions.Logging.Abstractions;
using Relay.WahelpGateway.ReceivingWebhooks;
using Relay.WahelpGateway.Tests.Fakes;
using Relay.WahelpGateway.WahelpApi;

namespace Relay.WahelpGateway.Tests.ReceivingWebhooks;

/// <summary>Which messages are too old, for times without a zone.</summary>
public sealed class WebhookTimesTests
{
    private const string Updated = "channel.message.updated";
    private readonly Webhooks webhooks = new();

    private FakeDatabase Database => webhooks.Database;

    [Theory]
    [InlineData(-90)]
    [InlineData(-8)]
    [InlineData(-2)]
    public async Task A_new_message_is_relayed_whatever_its_time_says(int days)
    {
        Assert.True(await webhooks.ReceiveAsync(Webhooks.Reply("Да", more: Made(webhooks.Time.GetUtcNow().AddDays(days)))));

        Assert.Single(Database.Replies);
    }

    [Fact]
    public async Task In_the_first_day_a_message_from_before_the_start_is_put_aside_and_told_once()
    {
        Database.CreatedAt = webhooks.Time.GetUtcNow().AddHours(-1);

        Assert.False(await webhooks.ReceiveAsync(Webhooks.Reply("до", "1", more: Made(Database.CreatedAt.AddMinutes(-2)))));
        Assert.False(await webhooks.ReceiveAsync(Webhooks.Reply("до", "2", more: Made(Database.CreatedAt.AddDays(-1)))));
        Assert.True(await webhooks.ReceiveAsync(Webhooks.Reply("после", "3", more: Made(Database.CreatedAt.AddMinutes(2)))));

        Assert.Equal(2, Database.Accepted.Count(intake => intake.Dead is not null));
        Assert.Single(Database.Told.Select(notice => (notice.Cause, notice.Subject, notice.Since)).Distinct());
        Assert.Equal("после", Assert.Single(Database.Replies).Text);
    }

    [Fact]
    public async Task What_was_put_aside_is_relayed_when_somebody_asks_for_it()
    {
        Database.CreatedAt = webhooks.Time.GetUtcNow().AddHours(-1);
        await webhooks.ReceiveAsync(Webhooks.Reply("до", more: Made(Database.CreatedAt.AddHours(-3))));
        var letter = Assert.Single(Database.Accepted).Dead!;

        Assert.Equal(Taken.Relayed, await webhooks.Handler.TakeAsync(
            Assert.Single(Webhooks.Parse(letter.Raw)), TestContext.Current.CancellationToken, isAskedFor: true));
    }

    [Fact]
    public async Task A_change_of_a_message_that_was_never_seen_is_shown_only_if_the_message_is_new()
    {
        var now = webhooks.Time.GetUtcNow();
        Assert.False(await webhooks.ReceiveAsync(Webhooks.Reply("давно", "1", action: Updated, more: Made(now.AddDays(-8)))));
        Assert.False(await webhooks.ReceiveAsync(Webhooks.Reply("до", "2", action: Updated, more: Made(Database.CreatedAt.AddHours(-1)))));
        Assert.False(await webhooks.ReceiveAsync(Webhooks.Reply("когда?", "3", action: Updated, more: $"\"status_at\":{now.ToUnixTimeSeconds()},")));
        Assert.True(await webhooks.ReceiveAsync(Webhooks.Reply("вчера", "4", action: Updated, more: Made(now.AddDays(-1)))));
        Assert.Equal("вчера", Assert.Single(Database.Replies).Text);

        Assert.True(await webhooks.ReceiveAsync(Webhooks.Reply("когда?", "3")));
        Assert.True(await webhooks.ReceiveAsync(Webhooks.Reply("тогда", "3", action: Updated)));
        Assert.Equal(["когда?", "тогда"], Database.Replies.Skip(1).Select(reply => reply.Text));
    }

    [Fact]
    public async Task The_history_of_the_hours_before_the_start_does_not_go_out_again()
    {
        Database.CreatedAt = webhooks.Time.GetUtcNow().AddHours(-1);
        var page = string.Join(',', Enumerable.Range(0, 12).Select(i =>
            $$"""{"id":{{i + 1}},"destination":"from_operator","message":"{{i}}","user":{"phone":"79991234567"},"created_at":"{{Moscow(Database.CreatedAt.AddMinutes(10 - (20 * i)))}}"}"""));
        using var wahelp = new FakeWahelp();
        using var adapter = new Adapter(
            wahelp.OnLogIn("t").On($"GET {FakeWahelp.ChannelPath}/messages?limit=100", 200, $$"""{"data":[{{page}}]}"""), FakeWahelp.Options());
        var answer = await new WahelpHistory(adapter.Http, FakeWahelp.Options(), TimeProvider.System, NullLogger<WahelpHistory>.Instance).ReadAsync(
            100, TestContext.Current.CancellationToken);

        foreach (var found in Assert.IsType<HistoryAnswer.Messages>(answer).Oldest)
        {
            await webhooks.Handler.TakeFoundAsync(found, isVouchedFor: true, TestContext.Current.CancellationToken);
        }

        Assert.Equal("0", Assert.Single(Database.Replies).Text);
    }

    private static string Made(DateTimeOffset at) => $"\"created_at\":\"{Moscow(at)}\",";

    private static string Moscow(DateTimeOffset at) =>
        at.ToOffset(TimeSpan.FromHours(3)).ToString("yyyy-MM-dd HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture);
}
