using Relay.WahelpGateway.Persistence;
using Relay.WahelpGateway.ReceivingWebhooks;
using Relay.WahelpGateway.Tests.Fakes;

namespace Relay.WahelpGateway.Tests.ReceivingWebhooks;

/// <summary>When the history is believed: managers' messages only after it has shown the id of one that a webhook brought.</summary>
public sealed class HistoryEvidenceTests
{
    private readonly Webhooks webhooks = new();

    private FakeDatabase Database => webhooks.Database;

    private DateTimeOffset Now => webhooks.Time.GetUtcNow();

    [Fact]
    public async Task A_send_of_ours_on_the_page_vouches_for_no_managers_message()
    {
        Database.Answered("наше", Now.AddHours(-1), "id:1000");
        await webhooks.ReceiveAsync(ByUuid("Ответ", "u-1"));

        Assert.Equal(
            [Taken.Ignored, Taken.NotVouched],
            (await webhooks.ReadHistoryAsync(Item("наше 2", "1000", "from_client"), Item("Ответ", "1001"))).Select(
                taken => taken == Taken.Echo ? Taken.Ignored : taken));

        Assert.Single(Database.Replies);
    }

    [Fact]
    public async Task A_managers_message_that_a_webhook_brought_vouches_and_that_is_remembered()
    {
        await webhooks.ReceiveAsync(Webhooks.Reply("Ответ", "1001"));

        Assert.Equal([Taken.Relayed, Taken.Relayed], await webhooks.ReadHistoryAsync(Item("Ответ", "1001"), Item("Потерянный", "1002")));
        Assert.Equal([Taken.Relayed], await webhooks.ReadHistoryAsync(Item("Ещё", "1003")));

        Assert.Equal(["Ответ", "Потерянный", "Ещё"], Database.Replies.Select(reply => reply.Text));
    }

    [Fact]
    public async Task The_same_number_with_other_words_or_at_another_time_vouches_for_nothing()
    {
        await webhooks.ReceiveAsync(Webhooks.Reply("Ответ", "5"));
        webhooks.Time.Advance(TimeSpan.FromMinutes(10));

        Assert.Equal([Taken.NotVouched, Taken.NotVouched], await webhooks.ReadHistoryAsync(Item("Старое", "5"), Item("Ответ", "5")));
    }

    [Fact]
    public async Task A_further_id_of_a_webhooks_message_is_known_in_the_history()
    {
        await webhooks.ReceiveAsync(Webhooks.Reply("Ответ", "1001", more: "\"message_uuid\":\"u-1\","));

        Assert.Equal([Taken.Relayed], await webhooks.ReadHistoryAsync(Item("Ответ", "1001")));

        Assert.Single(Database.Replies);
    }

    [Fact]
    public async Task What_the_history_brought_is_the_same_message_when_a_webhook_tells_of_it_by_the_id_that_was_shown()
    {
        await webhooks.ReceiveAsync(ById("Ответ", "1001", "channel.message.created"));
        await webhooks.ReadHistoryAsync(ByBoth("Ответ", "1001"));
        await webhooks.ReadHistoryAsync(ByBoth("Потерянный", "1002"));
        await webhooks.ReadHistoryAsync(ByBoth("Потерянный", "1002"));

        await webhooks.ReceiveAsync(ById("Потерянный", "1002", "channel.message.updated"));

        Assert.Equal(["Ответ", "Потерянный"], Database.Replies.Select(reply => reply.Text));
        Assert.DoesNotContain(Facts.HistoryHasWebhooks("message_uuid"), Database.Facts); // the history alone has shown it

        string ById(string text, string id, string action) => Webhooks.Reply(text, id: null, action: action, more: $"\"message_id\":\"{id}\"," + Made(Now));
        string ByBoth(string text, string id) => ByUuid(text, "u-" + id, $"\"id\":\"{id}\"," + Made(Now));
    }

    [Fact]
    public async Task Another_name_must_be_shown_by_itself()
    {
        await webhooks.ReceiveAsync(Webhooks.Reply("Ответ", "1001"));
        await webhooks.ReadHistoryAsync(Item("Ответ", "1001"));

        Assert.Equal([Taken.NotVouched], await webhooks.ReadHistoryAsync(ByUuid("Новый", "u-2", Made(Now))));
    }

    [Fact]
    public async Task Without_a_vouched_id_the_history_still_settles_ours_by_their_own_ids()
    {
        var ours = Database.Add(Database.Uncertain("Да", Now) with { Ids = ["id:7"] }); // of a superseded attempt

        Assert.Equal([Taken.Echo], await webhooks.ReadHistoryAsync(Item("Да", "7")));

        Assert.Equal([ours.Message.MessageId], Database.Confirmed);
    }

    [Fact]
    public async Task If_managers_write_and_no_webhook_ever_came_the_owner_is_told_once()
    {
        await webhooks.ReadHistoryAsync(Item("Ответ", "1001"));
        await webhooks.ReadHistoryAsync(Item("Ответ", "1001"), Item("Ещё", "1002"));

        Assert.Equal("no_webhooks", Assert.Single(Database.Told.Distinct()).Cause);
        Assert.Empty(Database.Replies);
    }

    [Fact]
    public async Task Own_sends_and_messages_from_before_the_start_are_no_sign_of_missing_webhooks()
    {
        Database.Answered("Наше", Now, "message_uuid:u-1");
        Database.CreatedAt = Now.AddHours(-2);

        await webhooks.ReadHistoryAsync(Item("Наше", "1001"), Webhooks.Reply("До", "1", more: Made(Now.AddHours(-3))));

        Assert.Empty(Database.Told);
    }

    private static string Made(DateTimeOffset at) => $"\"created_at\":\"{at:O}\",";

    private static string ByUuid(string text, string uuid, string more = "") => Webhooks.Reply(text, id: null, more: $"\"message_uuid\":\"{uuid}\"," + more);

    private string Item(string text, string id, string direction = "from_operator") => Webhooks.Reply(text, id, direction, more: Made(Now));
}
