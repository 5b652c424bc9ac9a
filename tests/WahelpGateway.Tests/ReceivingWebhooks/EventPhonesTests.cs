using Relay.Delivery.Providers;
using Relay.WahelpGateway.Tests.Fakes;

namespace Relay.WahelpGateway.Tests.ReceivingWebhooks;

public class EventPhonesTests
{
    private const string Vietnam = "+84912345678";
    private const string Russia = "+74912345678";

    private readonly Webhooks webhooks = new();

    [Theory]
    [InlineData("84912345678", "", Russia)]
    [InlineData("84912345678", Vietnam, Vietnam)]
    [InlineData("84912345678", Russia, Russia)]
    [InlineData("84912345678", Vietnam + " " + Russia, Russia)]
    [InlineData("8 (491) 234-56-78", Vietnam, Vietnam)]
    [InlineData(Vietnam, Russia, Vietnam)]
    [InlineData("4741234567", "", "+74741234567")]
    [InlineData("4741234567", "+4741234567", "+4741234567")]
    [InlineData("79161234567", "", "+79161234567")]
    [InlineData("89161234567", "", "+79161234567")]
    [InlineData("9161234567", "", "+79161234567")]
    [InlineData("380441234567", "", "+380441234567")]
    [InlineData("+88801234567", "+88801234567", "+88801234567")]
    [InlineData("88801234567", "+88801234567", "+88801234567")]
    public async Task A_phone_of_Wahelp_is_the_one_that_is_a_client_and_else_is_read_as_it_is_spelled(string text, string clients, string expected)
    {
        webhooks.Directory.Clients.UnionWith(clients.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        await webhooks.ReceiveAsync(Webhooks.Reply("Да", phone: text));

        Assert.Equal(expected, Assert.Single(webhooks.Database.Replies).Phone);
    }

    [Theory]
    [InlineData("+88801234567")]
    [InlineData("+7916123456")]
    [InlineData("12345678")]
    public async Task What_no_country_has_is_no_phone_unless_a_client_has_proven_it(string text)
    {
        await webhooks.ReceiveAsync(Webhooks.Reply("Да", phone: text));

        Assert.Empty(webhooks.Database.Replies);
        Assert.Equal("a manager's message without a phone", Assert.Single(webhooks.Database.Accepted).Dead?.Reason);
    }

    [Fact]
    public async Task While_the_directory_is_away_the_event_is_kept_and_asks_again()
    {
        webhooks.Directory.Clients.Add(Vietnam);
        webhooks.Directory.IsAway = true;

        Assert.True(await webhooks.ReceiveAsync(Webhooks.Reply("Да", id: "1", phone: "84912345678")));
        Assert.True(await webhooks.ReceiveAsync(Webhooks.Reply("Нет", id: "2", phone: "84912345678")));

        Assert.Empty(webhooks.Database.Replies);
        var waiting = webhooks.Database.Accepted.ConvertAll(intake => Assert.Single(intake.Local!));
        Assert.Equal(2, waiting.Count);
        Assert.Single(waiting.Select(message => message.Lane).Distinct(StringComparer.Ordinal));
        Assert.False(await webhooks.LookAsync(waiting[0]));

        webhooks.Directory.IsAway = false;
        webhooks.Time.Advance(TimeSpan.FromMinutes(1));
        foreach (var message in waiting)
        {
            Assert.True(await webhooks.LookAsync(message));
        }

        Assert.Equal([(Vietnam, "Да"), (Vietnam, "Нет")], webhooks.Database.Replies.Select(reply => (reply.Phone, reply.Text)));
    }

    [Fact]
    public async Task A_later_event_does_not_overtake_one_that_waits_for_the_directory()
    {
        webhooks.Database.BusyLanes.Add($"echo:{Russia}");
        webhooks.Directory.Clients.Add(Vietnam);

        Assert.True(await webhooks.ReceiveAsync(Webhooks.Reply("Нет", id: "2", phone: "84912345678")));

        Assert.Empty(webhooks.Database.Replies);
        Assert.Equal($"echo:{Russia}", Assert.Single(Assert.Single(webhooks.Database.Accepted).Local!).Lane);
    }

    [Fact]
    public async Task Where_only_one_phone_can_be_meant_nobody_is_asked()
    {
        await webhooks.ReceiveAsync(Webhooks.Reply("Да", phone: "79161234567"));
        await webhooks.ReceiveAsync(Webhooks.Reply("Нет", id: "2", phone: "8 916 123-45-67"));

        Assert.Equal(0, webhooks.Directory.Questions);
    }

    [Theory]
    [InlineData("9161234567", null)]
    [InlineData("5012345678", null)]
    [InlineData("89161234567", null)]
    [InlineData("79161234567", "+79161234567")]
    [InlineData("84912345678", Vietnam)]
    [InlineData("+4741234567", "+4741234567")]
    public async Task A_messengers_id_is_no_phone(string uid, string? phone)
    {
        webhooks.Directory.Clients.UnionWith(["+79161234567", "+75012345678"]);

        await webhooks.ReceiveAsync(Webhooks.Reply("Да").Replace("\"phone\":\"8 (999) 123-45-67\"", $"\"uid\":\"{uid}\"", StringComparison.Ordinal));

        Assert.Equal(phone is null ? [] : [phone], webhooks.Database.Replies.Select(reply => reply.Phone));
    }
}
