using Relay.Contracts;
using Relay.Contracts.Wahelp;
using Relay.Delivery.Messages;
using Relay.Delivery.Providers;
using Relay.ServiceDefaults.Configuration;
using Relay.WahelpGateway.ReportingToOperators;
using Relay.WahelpGateway.Tests.Fakes;

namespace Relay.WahelpGateway.Tests.ReceivingWebhooks;

public sealed class WebhookHandlerTests
{
    private readonly Webhooks webhooks = new();

    private FakeDatabase Database => webhooks.Database;

    [Fact]
    public async Task A_managers_message_is_accepted_for_its_client()
    {
        var body = Webhooks.Reply("Здравствуйте!");

        Assert.True(await webhooks.ReceiveAsync(body));

        var intake = Assert.Single(Database.Accepted);
        Assert.Equal((body, $"{FakeWahelp.Channel}:{Webhooks.Phone}", Webhooks.Phone), (intake.Raw, intake.Lane, intake.Party));
        var reply = Assert.IsType<OperatorReplied>(intake.Publish);
        Assert.Equal(MessageIds.Of($"wahelp:{FakeWahelp.Channel}:1"), reply.MessageId);
        Assert.Equal(intake.MessageId, reply.MessageId);
        Assert.Equal(
            (intake.Lane, FakeWahelp.Channel, Webhooks.Phone, "Здравствуйте!", false, false),
            (reply.Lane, reply.Channel, reply.Phone, reply.Text, reply.IsEdit, reply.MaybeDuplicate));
    }

    [Fact]
    public async Task A_repeated_event_is_handled_but_accepted_once()
    {
        Assert.True(await webhooks.ReceiveAsync(Webhooks.Reply("Да")));
        Assert.True(await webhooks.ReceiveAsync(Webhooks.Reply("Да")));
        Assert.True(await webhooks.ReceiveAsync(Webhooks.Reply("Да", action: "channel.message.updated", more: "\"status\":\"read\",")));

        Assert.Single(Database.Accepted);
    }

    [Fact]
    public async Task An_update_that_comes_first_is_the_message()
    {
        var made = $"\"created_at\":{webhooks.Time.GetUtcNow().ToUnixTimeSeconds()},";
        await webhooks.ReceiveAsync(Webhooks.Reply("Да", action: "channel.message.updated", more: made));
        await webhooks.ReceiveAsync(Webhooks.Reply("Да"));

        Assert.False(Assert.Single(Database.Replies).IsEdit);
    }

    [Fact]
    public async Task A_changed_text_is_an_edit_once()
    {
        await webhooks.ReceiveAsync(Webhooks.Reply("В 10"));
        await webhooks.ReceiveAsync(Webhooks.Reply("В 11", action: "channel.message.updated"));
        await webhooks.ReceiveAsync(Webhooks.Reply("В 11", action: "channel.message.updated", more: "\"status\":\"read\","));

        Assert.Equal([("В 10", false), ("В 11", true)], Database.Replies.Select(reply => (reply.Text, reply.IsEdit)));
        Assert.Equal(MessageIds.Of($"wahelp:{FakeWahelp.Channel}:1:edit:1"), Database.Replies[1].MessageId);
    }

    [Fact]
    public async Task A_status_that_repeats_the_text_without_the_file_is_no_edit()
    {
        await webhooks.ReceiveAsync(Webhooks.Reply("Договор", more: "\"attachments\":[{\"url\":\"x\"}],"));
        await webhooks.ReceiveAsync(Webhooks.Reply("Договор", action: "channel.message.updated"));

        Assert.Equal("Договор\n[файл]", Assert.Single(Database.Replies).Text);
    }

    [Theory]
    [InlineData("\"attachments\":[{\"url\":\"x\"}],", "[файл]")]
    [InlineData("\"image\":\"x\",", "[фото]")]
    [InlineData("\"voice\":\"x\",", "[голосовое сообщение]")]
    public async Task A_file_without_words_becomes_a_visible_placeholder(string more, string text)
    {
        Assert.True(await webhooks.ReceiveAsync(Webhooks.Reply("", more: more)));

        Assert.Equal(text, Assert.Single(Database.Replies).Text);
    }

    [Fact]
    public async Task A_new_message_of_a_manager_in_an_unknown_shape_is_not_silence()
    {
        var body = Webhooks.Reply("x").Replace("\"message\":{\"text\":\"x\"}", "\"message\":{\"unheard_of\":1}", StringComparison.Ordinal);

        Assert.True(await webhooks.ReceiveAsync(body));

        Assert.Equal("[сообщение без текста]", Assert.Single(Database.Replies).Text);
    }

    [Fact]
    public async Task Two_replies_in_one_call_are_accepted_in_their_order()
    {
        Assert.True(await webhooks.ReceiveAsync($"[{Webhooks.Reply("раз", "1")},{Webhooks.Reply("два", "2")}]"));

        Assert.Equal(["раз", "два"], Database.Replies.Select(reply => reply.Text));
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("\\u0000")]
    public async Task An_empty_text_is_nothing(string text)
    {
        Assert.False(await webhooks.ReceiveAsync(Webhooks.Reply(text)));

        Assert.Empty(Database.Accepted);
    }

    [Theory]
    [InlineData("channel.message.deleted")]
    [InlineData("channel.user.updated")]
    public async Task What_is_no_message_is_ignored(string action)
    {
        Assert.False(await webhooks.ReceiveAsync(Webhooks.Reply("Да", action: action)));

        Assert.Empty(Database.Accepted);
    }

    [Fact]
    public async Task A_status_without_text_is_ignored()
    {
        var body = Webhooks.Reply("x", action: "channel.message.updated").Replace(
            "\"message\":{\"text\":\"x\"}", "\"status\":\"read\"", StringComparison.Ordinal);

        Assert.False(await webhooks.ReceiveAsync(body));

        Assert.Empty(Database.Accepted);
    }

    [Fact]
    public async Task Another_channel_is_ignored_whatever_it_says()
    {
        Assert.False(
            await webhooks.ReceiveAsync(Webhooks.Reply("Да").Replace(FakeWahelp.Channel, "99999999-2222-3333-4444-555555555555", StringComparison.Ordinal)));
        Assert.False(
            await webhooks.ReceiveAsync(Webhooks.Reply("Да").Replace($"\"uuid\":\"{FakeWahelp.Channel}\"", "\"name\":\"другой\"", StringComparison.Ordinal)));

        Assert.Empty(Database.Accepted);
    }

    [Theory]
    [InlineData("\"alias\":\"Clients_TG\"")]
    [InlineData("\"name\":\"clients_tg\"")]
    [InlineData("\"nothing\":1")]
    public async Task A_channel_without_uuid_is_known_by_its_name_and_none_may_be_ours(string channel)
    {
        Assert.True(await webhooks.ReceiveAsync(Webhooks.Reply("Да").Replace($"\"uuid\":\"{FakeWahelp.Channel}\"", channel, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("from_client")]
    [InlineData("USER")]
    [InlineData("from")]
    [InlineData("to")]
    [InlineData("comment")]
    [InlineData("notice_missed_call")]
    [InlineData("ai")]
    [InlineData("altegio_reminder")]
    [InlineData("contact_in_work")]
    public async Task A_client_and_the_services_own_are_not_relayed(string direction)
    {
        Assert.False(await webhooks.ReceiveAsync(Webhooks.Reply("Да", direction: direction)));

        Assert.Empty(Database.Accepted);
    }

    [Theory]
    [InlineData("from_operator")]
    [InlineData("Operator")]
    [InlineData("from_whatsapp")]
    [InlineData("from_telegram")]
    [InlineData("from_instagram")]
    public async Task A_manager_may_answer_in_the_channels_own_app(string direction)
    {
        Assert.True(await webhooks.ReceiveAsync(Webhooks.Reply("Да", direction: direction)));

        Assert.Single(Database.Replies);
    }

    [Fact]
    public async Task A_pattern_among_the_operators_takes_what_the_ignored_ones_leave()
    {
        var set = new Webhooks(options => options.OperatorDirections = ["from_*"]);

        Assert.True(await set.ReceiveAsync(Webhooks.Reply("Да", "1", "from_viber")));
        Assert.False(await set.ReceiveAsync(Webhooks.Reply("Да", "2", "from_client")));
        Assert.False(await set.ReceiveAsync(Webhooks.Reply("Да", "3", "from")));

        Assert.Single(set.Database.Accepted);
    }

    [Theory]
    [InlineData("from_robot", "from_robot")]
    [InlineData("", "—")]
    [InlineData("Иван +79991234567", "…")]
    public async Task An_unknown_direction_is_kept_aside_and_the_owner_told_once_per_value(string direction, string shown)
    {
        var body = Webhooks.Reply("Да", direction: direction);

        Assert.False(await webhooks.ReceiveAsync(body));
        Assert.False(await webhooks.ReceiveAsync(Webhooks.Reply("Нет", "2", direction)));

        Assert.Equal(2, Database.Accepted.Count);
        Assert.Equal(("wahelp_webhook", body), (Database.Accepted[0].Dead!.Source, Database.Accepted[0].Dead!.Raw));
        Assert.All(Database.Accepted, intake => Assert.Null(intake.Publish));
        Assert.Equal(Database.Told[0], Database.Told[1]); // the same cause, subject and time: one notice
        Assert.Contains($"«{shown}»", Database.Told[0].Words, StringComparison.Ordinal);
        Assert.Contains("WAHELP_OPERATOR_DIRECTIONS", Database.Told[0].Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_kept_aside_can_be_replayed_when_the_setting_is_right()
    {
        var body = Webhooks.Reply("Да", direction: "from_robot");
        await webhooks.ReceiveAsync(body);

        var set = new Webhooks(options => options.OperatorDirections = ["from_robot"]);
        foreach (var intake in Database.Accepted)
        {
            await set.Database.AcceptAsync([intake], null, TestContext.Current.CancellationToken);
        }

        Assert.True(await set.ReceiveAsync(Database.Accepted[0].Dead!.Raw));
        Assert.Single(set.Database.Replies);
    }

    [Theory]
    [InlineData("12")]
    [InlineData("telegram-user-5")]
    [InlineData("")]
    public async Task A_phone_that_is_none_is_kept_aside(string phone)
    {
        Assert.False(await webhooks.ReceiveAsync(Webhooks.Reply("Да", phone: phone)));

        Assert.Contains("without a phone", Assert.Single(Database.Accepted).Dead!.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"phone\":\"79991234567\"")]
    [InlineData("\"phone\":79991234567")]
    [InlineData("\"phone\":\"9991234567\"")]
    [InlineData("\"uid\":\"+7 999 123-45-67\"")]
    [InlineData("\"phone\":\"ivan\",\"uid\":\"79991234567\"")]
    public async Task A_phone_in_any_spelling_is_one_client(string user)
    {
        await webhooks.ReceiveAsync(Webhooks.Reply("Да").Replace("\"phone\":\"8 (999) 123-45-67\"", user, StringComparison.Ordinal));

        Assert.Equal(Webhooks.Phone, Assert.Single(Database.Replies).Phone);
    }

    [Fact]
    public async Task A_message_without_an_id_is_known_by_its_body_and_without_a_time_by_nothing()
    {
        var timed = Webhooks.Reply("Да", id: null, more: $"\"created_at\":{webhooks.Time.GetUtcNow().ToUnixTimeSeconds()},");
        await webhooks.ReceiveAsync(timed);
        await webhooks.ReceiveAsync(timed);
        Assert.False(Assert.Single(Database.Replies).MaybeDuplicate);

        await webhooks.ReceiveAsync(Webhooks.Reply("Да", id: null));
        await webhooks.ReceiveAsync(Webhooks.Reply("Да", id: null));
        Assert.Equal([true, true], Database.Replies.Skip(1).Select(reply => reply.MaybeDuplicate));
    }

    [Fact]
    public async Task A_note_of_our_own_reaches_nobody_whether_its_id_or_only_its_words_are_known()
    {
        Database.Answered("заметка", webhooks.Time.GetUtcNow(), "id:1");
        Assert.False(await webhooks.ReceiveAsync(Webhooks.Reply(NoteMark.Put("Ответ не доставлен"))));

        var note = Webhooks.Row(
            Guid.NewGuid(), KindNames.Note, MessageJson.Write(new Note(Webhooks.Phone, Reasons.NotLinked, Held: true, Beginning: "Добрый день")));
        Database.Notes.Add(note with { Lane = $"note:{Webhooks.Phone}" });
        Assert.False(await webhooks.ReceiveAsync(Webhooks.Reply(new NoteMessage(FakeWahelp.Options(), new RelayOptions()).TextOf(note), id: null)));

        Assert.Empty(Database.Accepted);
        Assert.Empty(Database.Told);
    }

    [Fact]
    public async Task A_managers_text_that_begins_as_a_note_is_put_aside_and_the_owner_is_told_once()
    {
        Assert.False(await webhooks.ReceiveAsync(Webhooks.Reply(NoteMark.Put("Ответ не доставлен"))));
        Assert.False(await webhooks.ReceiveAsync(Webhooks.Reply(" ⟦Relay⟧Ответ не доставлен", "2")));

        Assert.Empty(Database.Replies);
        Assert.All(Database.Accepted, intake => Assert.True(intake is { Dead: not null, Local: [] }, "a dead letter and no note"));
        Assert.Equal(2, Database.Accepted.Count);
        Assert.Single(Database.Told.Select(notice => (notice.Cause, notice.Subject, notice.Since)).Distinct());
    }

    [Fact]
    public async Task The_echo_of_a_known_id_is_dropped_before_its_direction_is_looked_at()
    {
        Database.Answered("Да", webhooks.Time.GetUtcNow(), "id:1");

        Assert.False(await webhooks.ReceiveAsync(Webhooks.Reply("Да")));
        Assert.False(await webhooks.ReceiveAsync(Webhooks.Reply("Да", direction: "")));

        Assert.Empty(Database.Accepted);
    }

    [Fact]
    public async Task An_echo_that_overtakes_the_answer_to_its_send_waits_and_is_dropped()
    {
        var ours = Database.InCall("Да", webhooks.Time.GetUtcNow());

        await webhooks.ReceiveAsync(Webhooks.Reply("Да"));
        await webhooks.ReceiveAsync(Webhooks.Reply("Да")); // repeated while it waits

        var waiting = Assert.Single(Assert.Single(Database.Accepted).Local);
        Assert.Equal(("echo:" + Webhooks.Phone, Webhooks.Phone), (waiting.Lane, waiting.Party));
        Assert.False(await webhooks.LookAsync(waiting));

        Database.Add(ours with { InCall = false, WasAnswered = true, DoneAt = webhooks.Time.GetUtcNow(), Ids = ["id:1"] });
        Assert.True(await webhooks.LookAsync(waiting));
        Assert.Empty(Database.Replies);
    }

    [Fact]
    public async Task A_managers_same_words_wait_for_the_call_and_are_relayed_once()
    {
        var ours = Database.InCall("Да", webhooks.Time.GetUtcNow());
        Assert.True(await webhooks.ReceiveAsync(Webhooks.Reply("Да")));
        var waiting = Database.Accepted[0].Local[0];

        Database.Sent.Remove(ours.Message.MessageId); // it was refused
        Assert.True(await webhooks.LookAsync(waiting));
        Assert.True(await webhooks.LookAsync(waiting)); // a crash before the row was closed
        await webhooks.ReceiveAsync(Webhooks.Reply("Да"));

        Assert.Equal(MessageIds.Of($"wahelp:{FakeWahelp.Channel}:1"), Assert.Single(Database.Replies).MessageId);
    }

    [Fact]
    public async Task A_later_message_does_not_overtake_one_that_waits()
    {
        Database.BusyLanes.Add("echo:" + Webhooks.Phone);

        Assert.True(await webhooks.ReceiveAsync(Webhooks.Reply("Потом")));

        Assert.Empty(Database.Replies);
        Assert.Single(Assert.Single(Database.Accepted).Local);
    }

    [Fact]
    public async Task Other_words_than_those_in_the_call_do_not_wait()
    {
        Database.InCall("Да", webhooks.Time.GetUtcNow());

        await webhooks.ReceiveAsync(Webhooks.Reply("Нет"));

        Assert.Equal("Нет", Assert.Single(Database.Replies).Text);
    }
}
