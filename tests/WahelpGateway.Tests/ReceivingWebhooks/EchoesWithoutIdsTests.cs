using Relay.WahelpGateway.Persistence;
using Relay.WahelpGateway.ReceivingWebhooks;
using Relay.WahelpGateway.Tests.Fakes;

namespace Relay.WahelpGateway.Tests.ReceivingWebhooks;

/// <summary>Echoes that share no id with the answer to their send: only text and time remain.</summary>
public sealed class EchoesWithoutIdsTests
{
    private const string Words = "Здравствуйте!";
    private readonly Webhooks webhooks = new();

    private FakeDatabase Database => webhooks.Database;

    private DateTimeOffset Now => webhooks.Time.GetUtcNow();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task After_enough_texts_that_came_back_without_ids_one_event_per_copy_is_dropped_and_the_owner_is_told_once(bool withTime)
    {
        for (var text = 1; text <= EchoesWithoutIds.TextsThatShow; text++)
        {
            await SendAndHearAsync($"слово {text}", withTime);
        }

        Assert.Equal(EchoesWithoutIds.TextsThatShow - 1, Database.DoubtsTold.Count);
        await SendAndHearAsync(Words, withTime);
        Assert.Equal(EchoesWithoutIds.TextsThatShow - 1, Database.DoubtsTold.Count);
        Assert.Equal("same_words", Assert.Single(Database.Told).Cause);

        await webhooks.ReceiveAsync(Webhooks.Reply(Words, id: null, more: withTime ? Made(Now.AddSeconds(3)) : "")); // a second one is in doubt
        Assert.Equal(EchoesWithoutIds.TextsThatShow, Database.DoubtsTold.Count);
        Assert.Empty(Database.Replies);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\"message_uuid\":\"u-77\",")]
    public async Task An_edit_of_a_managers_message_that_was_taken_for_ours_by_its_words_is_put_aside_and_told(string otherId)
    {
        await Database.LearnAsync(Facts.EchoesWithoutIds(Source.Webhook), CancellationToken.None);
        Database.Answered(Words, Now);
        Assert.False(await webhooks.ReceiveAsync(Reply(Words)));
        Assert.False(await webhooks.ReceiveAsync(Reply(Words))); // repeated
        Assert.False(await webhooks.ReceiveAsync(Reply(Words, action: "channel.message.updated", more: "\"status\":\"read\",")));
        Assert.Empty(Database.DoubtsTold);

        Assert.False(await webhooks.ReceiveAsync(Reply("Приходите завтра", action: "channel.message.updated")));

        Assert.Empty(Database.Replies);
        Assert.Equal(["Приходите завтра"], Database.DoubtsTold);

        string Reply(string text, string action = "channel.message.created", string more = "") =>
            Webhooks.Reply(text, "77", action: action, more: Made(Now) + otherId + more);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_status_of_an_old_message_of_ours_whose_echo_was_lost_is_not_shown_to_the_client(bool fromHistory)
    {
        Database.Answered(Words, Now);
        await Database.LearnAsync(Facts.HistoryHasWebhooks("id"), CancellationToken.None);
        var made = Made(Now);
        webhooks.Time.Advance(TimeSpan.FromDays(2));

        await (fromHistory
            ? webhooks.ReadHistoryAsync(Webhooks.Item(Words, "from_operator", "\"id\":\"77\"," + made))
            : webhooks.ReceiveAsync(Webhooks.Reply(Words, "77", action: "channel.message.updated", more: made + "\"status\":\"read\",")) as Task);

        Assert.Empty(Database.Replies);
        Assert.Equal([Words], Database.DoubtsTold);
    }

    [Fact]
    public async Task A_send_that_did_not_come_back_breaks_the_row()
    {
        for (var text = 1; text < EchoesWithoutIds.TextsThatShow; text++)
        {
            await SendAndHearAsync($"слово {text}", withTime: true);
        }

        Database.Answered("без эха", Now);
        await SendAndHearAsync(Words, withTime: true);

        Assert.Empty(Database.Told);
        Assert.Equal(EchoesWithoutIds.TextsThatShow, Database.DoubtsTold.Count);
    }

    [Fact]
    public async Task A_send_that_came_back_late_is_in_doubt_though_the_account_has_no_ids()
    {
        await Database.LearnAsync(Facts.EchoesWithoutIds(Source.Webhook), CancellationToken.None);
        Database.Answered(Words, Now);
        webhooks.Time.Advance(TimeSpan.FromMinutes(2));

        Assert.False(await webhooks.ReceiveAsync(Webhooks.Reply(Words, id: null)));

        Assert.Equal([Words], Database.DoubtsTold);
    }

    private static string Made(DateTimeOffset at) => $"\"created_at\":\"{at:O}\",";

    private async Task SendAndHearAsync(string text, bool withTime)
    {
        webhooks.Time.Advance(TimeSpan.FromMinutes(5));
        Database.Answered(text, Now);
        Assert.False(await webhooks.ReceiveAsync(Webhooks.Reply(text, id: null, more: withTime ? Made(Now) : "")));
    }
}
