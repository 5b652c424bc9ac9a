using Relay.Delivery.Messages;
using Relay.Delivery.Providers;
using Relay.Delivery.Sending;

namespace Relay.Delivery.Tests.Sending;

/// <summary>Queries about sent messages, for echoes.</summary>
public sealed class SentTests : DeliveryTest
{
    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    [Fact]
    public async Task A_message_is_found_by_each_of_its_ids_and_by_those_that_are_kept_later()
    {
        var sent = await SendAsync(new SendOutcome.Delivered("id:1") { OtherIds = ["message_uuid:u-1"] });

        Assert.True(await sent.KeepAsync(Id("lane", 1), ["Webhook:id:1", new string('x', 5000)], CancellationToken.None));
        Assert.False(await sent.KeepAsync(Id("lane", 1), ["Webhook:id:1"], CancellationToken.None));

        foreach (var id in new[] { "id:1", "message_uuid:u-1", "Webhook:id:1", new string('x', 5000) })
        {
            var found = Assert.Single(await sent.FindAsync([id, "id:2"], CancellationToken.None));
            Assert.Equal(
                (Id("lane", 1), "lane", true, false, 4),
                (found.Message.MessageId, found.Message.SentTo, found.WasAnswered, found.WasUncertain, found.Ids.Count));
        }

        Assert.Empty(await sent.FindAsync(["id:2", "1"], CancellationToken.None));
    }

    [Fact]
    public async Task Of_a_message_that_a_restored_database_forgot_the_ids_are_left()
    {
        var sent = await SendAsync(new SendOutcome.Delivered("id:1"));
        await Database.ExecuteAsync("DELETE FROM delivery");

        Assert.Equal("", Assert.Single(await sent.FindAsync(["id:1"], CancellationToken.None)).Message.Type);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(-23, 1)]
    [InlineData(-25, 0)]
    [InlineData(25, 0)]
    public async Task What_was_sent_to_a_phone_is_found_around_its_time(int hours, int count)
    {
        var sent = await SendAsync(new SendOutcome.Delivered("id:1"));

        Assert.Equal(count, (await sent.SentToAsync("lane", Now.AddHours(hours), CancellationToken.None)).Count);
        Assert.Empty(await sent.SentToAsync("other", Now, CancellationToken.None));
    }

    [Fact]
    public async Task What_is_open_is_found_at_any_time_and_any_time_can_be_asked_for()
    {
        Provider.ArrivalShowsWithin = TimeSpan.FromHours(1);
        var sent = await SendAsync(new SendOutcome.Unanswered(), "SELECT count(*) = 1 FROM delivery WHERE unanswered = 1");

        foreach (var at in new[] { DateTimeOffset.MinValue, Now, DateTimeOffset.MaxValue })
        {
            var found = Assert.Single(await sent.SentToAsync("lane", at, CancellationToken.None));
            Assert.Equal((true, false, false, null), (found.WasUncertain, found.WasAnswered, found.InCall, found.DoneAt));
        }
    }

    [Fact]
    public async Task The_last_that_were_answered_are_those_that_no_sign_confirmed_but_the_answer()
    {
        var sent = await SendAsync(new SendOutcome.Delivered("id:1"));

        Assert.Single(await sent.LastAnsweredAsync(Now.AddMinutes(1), 10, CancellationToken.None));
        Assert.Empty(await sent.LastAnsweredAsync(Now.AddHours(-1), 10, CancellationToken.None));
        Assert.Empty(await sent.LastAnsweredAsync(DateTimeOffset.MaxValue, 10, CancellationToken.None));
        await Database.ExecuteAsync("UPDATE delivery SET parts_done = 0");
        Assert.Empty(await sent.LastAnsweredAsync(Now.AddMinutes(1), 10, CancellationToken.None));
    }

    private async Task<ISentMessages> SendAsync(SendOutcome outcome, string until = "SELECT count(*) = 1 FROM delivery WHERE state = 'delivered'")
    {
        Provider.Answer = _ => Task.FromResult(outcome);
        var instance = await Compose().StartAsync();
        await StoreAsync(instance, Arrival("lane", 1));
        await Database.UntilAsync(until);
        return instance.Get<ISentMessages>();
    }
}
