using Relay.WahelpGateway.Tests.Fakes;
using Relay.WahelpGateway.WahelpApi;

namespace Relay.WahelpGateway.Tests.ReceivingWebhooks;

/// <summary>Events that name their channel by a number alone: only our channel's reach a client.</summary>
public sealed class ChannelNumberTests
{
    private readonly Webhooks webhooks = new();

    private FakeDatabase Database => webhooks.Database;

    [Theory]
    [InlineData("channel_id", 999, true)]
    [InlineData("channel_id", 1000, false)]
    public async Task The_number_that_is_set_decides(string field, int number, bool isOurs)
    {
        var set = new Webhooks(options => options.ChannelId = "999");

        Assert.Equal(isOurs, await set.ReceiveAsync(Numbered("Ответ", "1", number, field)));

        Assert.Equal(isOurs ? 1 : 0, set.Database.Accepted.Count);
    }

    [Fact]
    public async Task The_number_is_read_from_the_list_of_channels()
    {
        Database.Listed = new ChannelSeen(IsThere: true, IsActive: true, Name: null, Number: "999");

        Assert.True(await webhooks.ReceiveAsync(Numbered("Ответ", "1", 999)));
        Assert.False(await webhooks.ReceiveAsync(Numbered("Ответ в WhatsApp", "2", 1000)));

        Assert.Equal("Ответ", Assert.Single(Database.Replies).Text);
    }

    [Fact]
    public async Task The_number_is_learned_from_an_event_that_has_the_uuid_too_and_counts_more_than_the_list()
    {
        Database.Listed = new ChannelSeen(IsThere: true, IsActive: true, Name: null, Number: "5");
        Assert.True(await webhooks.ReceiveAsync(Webhooks.Reply("Ответ", "1", more: "\"channel_id\":999,")));

        Assert.True(await webhooks.ReceiveAsync(Numbered("Ещё", "2", 999)));
        Assert.False(await webhooks.ReceiveAsync(Numbered("Чужой", "3", 5)));

        Assert.Equal(["Ответ", "Ещё"], Database.Replies.Select(reply => reply.Text));
    }

    [Fact]
    public async Task In_a_project_with_one_channel_every_number_is_ours()
    {
        Database.Listed = new ChannelSeen(IsThere: true, IsActive: true, Name: null, IsOnly: true);

        Assert.True(await webhooks.ReceiveAsync(Numbered("Ответ", "1", 999)));
    }

    [Fact]
    public async Task While_nobody_knows_the_number_events_are_put_aside_and_the_owner_is_told_once()
    {
        Assert.False(await webhooks.ReceiveAsync(Numbered("Ответ", "1", 999)));
        Assert.False(await webhooks.ReceiveAsync(Numbered("Ещё", "2", 999)));
        Assert.False(await webhooks.ReceiveAsync(Numbered("Клиент", "3", 999, direction: "from")));

        Assert.Equal(2, Database.Accepted.Count(intake => intake.Dead is not null));
        Assert.Equal("unknown_channel", Assert.Single(Database.Told.Distinct()).Cause);
        Assert.Empty(Database.Replies);
    }

    [Fact]
    public async Task What_was_put_aside_is_relayed_once_the_number_is_known()
    {
        await webhooks.ReceiveAsync(Numbered("Ответ", "1", 999));
        webhooks.Time.Advance(TimeSpan.FromMinutes(2));
        Database.Listed = new ChannelSeen(IsThere: true, IsActive: true, Name: null, Number: "999");

        Assert.True(await webhooks.ReceiveAsync(Assert.Single(Database.Accepted).Dead!.Raw));

        Assert.Equal("Ответ", Assert.Single(Database.Replies).Text);
    }

    private static string Numbered(string text, string id, int number, string field = "channel_id", string direction = "from_operator") =>
        Webhooks.Reply(text, id, direction, more: $"\"{field}\":{number},").Replace(
            $"\"channel\":{{\"uuid\":\"{FakeWahelp.Channel}\"}},", "", StringComparison.Ordinal);
}
