using Relay.WahelpGateway.Persistence;
using Relay.WahelpGateway.ReceivingWebhooks;
using Relay.WahelpGateway.Tests.Fakes;
using Relay.WahelpGateway.WahelpApi;

namespace Relay.WahelpGateway.Tests.ReceivingWebhooks;

/// <summary>
/// Who wrote a text that the relay has sent too: ids decide as far as the account has shown that they agree; a text alone never decides silently.
/// </summary>
public sealed class EchoesTests
{
    private const string Words = "Здравствуйте!";
    private readonly Webhooks webhooks = new();

    private FakeDatabase Database => webhooks.Database;

    private DateTimeOffset Now => webhooks.Time.GetUtcNow();

    [Fact]
    public async Task A_managers_same_words_after_a_repeated_message_are_put_aside_and_told_and_a_replay_shows_them()
    {
        await ShowAgreeingEchoAsync();
        Database.Add(Database.Answered(Words, Now, "id:1") with { WasUncertain = true }); // a 502 first

        Assert.False(await webhooks.ReceiveAsync(Webhooks.Reply(Words, "77")));

        Assert.Empty(Database.Replies);
        Assert.Equal([Words], Database.DoubtsTold);
        var letter = Assert.Single(Database.Accepted.Select(intake => intake.Dead).OfType<ServiceDefaults.DeadLetters.DeadLetter>());
        Assert.Equal(
            Taken.Relayed,
            await webhooks.Handler.TakeAsync(Assert.Single(Webhooks.Parse(letter.Raw)), TestContext.Current.CancellationToken, isAskedFor: true));
        Assert.Equal(Words, Assert.Single(Database.Replies).Text);
        Assert.True(await webhooks.ReceiveAsync(Webhooks.Reply(Words, "77")));
        Assert.Single(Database.Replies);
    }

    [Fact]
    public async Task A_managers_same_words_settle_no_message_whose_answer_was_lost()
    {
        await ShowAgreeingEchoAsync();
        Database.Uncertain(Words, Now);

        Assert.False(await webhooks.ReceiveAsync(Webhooks.Reply(Words, "77", more: Made(Now.AddSeconds(1)))));

        Assert.Empty(Database.Confirmed);
        Assert.Equal([Words], Database.DoubtsTold);
    }

    [Fact]
    public async Task A_managers_message_that_is_accepted_already_is_no_copy_of_ours_wherever_it_is_seen_again()
    {
        Assert.True(await webhooks.ReceiveAsync(Webhooks.Reply(Words, "77", more: "\"message_uuid\":\"u-77\"," + Made(Now))));
        await ShowAgreeingEchoAsync();
        Database.Uncertain(Words, Now.AddSeconds(20));

        await webhooks.ReadHistoryAsync(Webhooks.Reply(Words, "77", more: Made(Now)));
        await webhooks.ReceiveAsync(
            Webhooks.Reply(
                Words, "77", action: "channel.message.updated", more: $"\"status\":\"read\",\"status_at\":{Now.AddMinutes(1).ToUnixTimeSeconds()},"));

        Assert.Empty(Database.Confirmed);
        Assert.Empty(Database.DoubtsTold);
        Assert.Single(Database.Replies);
    }

    [Fact]
    public async Task An_edit_of_a_managers_message_is_relayed_though_its_number_and_words_are_by_accident_those_of_ours()
    {
        Assert.True(await webhooks.ReceiveAsync(Webhooks.Reply("до правки", "77")));
        Database.Answered(Words, Now, "id:77");

        await webhooks.ReceiveAsync(Webhooks.Reply(Words, "77", action: "channel.message.updated"));

        Assert.Equal(["до правки", Words], Database.Replies.Select(reply => reply.Text));
    }

    [Fact]
    public async Task An_edit_of_what_was_in_doubt_is_told_though_its_number_and_words_are_by_accident_those_of_another_message_of_ours()
    {
        Database.Answered("до правки", Now, "id:11");
        Assert.False(await webhooks.ReceiveAsync(Webhooks.Reply("до правки", "77")));
        Database.Answered(Words, Now, "id:77");

        await webhooks.ReceiveAsync(Webhooks.Reply(Words, "77", action: "channel.message.updated"));

        Assert.Empty(Database.Replies);
        Assert.Equal(["до правки", Words], Database.DoubtsTold);
    }

    [Fact]
    public async Task An_edit_of_an_unseen_message_without_its_time_is_told_though_its_number_and_words_are_by_accident_those_of_ours()
    {
        Database.Answered(Words, Now, "id:77");

        await webhooks.ReceiveAsync(Webhooks.Reply(Words, "77", action: "channel.message.updated"));

        Assert.Empty(Database.Replies);
        Assert.Equal([Words], Database.DoubtsTold);
    }

    [Theory]
    [InlineData("from_operator", 1)]
    [InlineData("from_client", -5)]
    [InlineData("from_client", null)]
    public async Task Words_settle_nothing_by_a_managers_direction_nor_if_they_are_older_than_our_first_attempt_nor_without_a_time(
        string direction, int? seconds)
    {
        await ShowAgreeingEchoAsync("from_client");
        Database.Uncertain(Words, Now);

        var time = seconds is { } after ? Made(Now.AddSeconds(after)) : $"\"status_at\":{Now.ToUnixTimeSeconds()},";
        await webhooks.ReceiveAsync(Webhooks.Reply(Words, "77", direction, more: time));

        Assert.Empty(Database.Confirmed);
        Assert.Empty(Database.Replies);
    }

    [Fact]
    public async Task Words_settle_an_uncertain_message_if_ours_come_with_that_direction_and_nothing_else_has_these_words()
    {
        await ShowAgreeingEchoAsync("from_client");
        var ours = Database.Uncertain(Words, Now);

        await webhooks.ReceiveAsync(Webhooks.Reply(Words, "77", "from_client", more: Made(Now.AddSeconds(1))));

        Assert.Equal([ours.Message.MessageId], Database.Confirmed);
        await webhooks.ReceiveAsync(Webhooks.Reply(Words, "77"));
        Assert.Empty(Database.Replies);
    }

    [Fact]
    public async Task An_own_id_settles_an_uncertain_message_whatever_else_the_event_says()
    {
        await ShowAgreeingEchoAsync();
        var ours = Database.Add(Database.Uncertain(Words, Now) with { Ids = ["id:77"] });

        Assert.False(await webhooks.ReceiveAsync(Webhooks.Reply("другие слова", "77")));

        Assert.Equal([ours.Message.MessageId], Database.Confirmed);
    }

    [Fact]
    public async Task Where_echoes_have_ids_that_agree_an_event_with_another_id_is_relayed_at_once()
    {
        await ShowAgreeingEchoAsync();
        Database.Answered(Words, Now, "id:1");

        Assert.True(await webhooks.ReceiveAsync(Webhooks.Reply(Words, "2")));

        Assert.Equal(Words, Assert.Single(Database.Replies).Text);
        Assert.Empty(Database.DoubtsTold);
    }

    [Fact]
    public async Task An_id_under_another_name_is_ours_with_the_same_words_and_after_that_with_any()
    {
        Database.Answered(Words, Now, "id:500");
        Assert.False(await webhooks.ReceiveAsync(Webhooks.Reply(Words, id: null, more: "\"message_id\":500,\"message_uuid\":\"u-500\",")));
        Database.Answered("второе", Now, "id:501");

        Assert.False(await webhooks.ReceiveAsync(Webhooks.Reply("исправлено", id: null, more: "\"message_id\":501,")));
        Assert.False(await webhooks.ReceiveAsync(Webhooks.Reply("исправлено", id: null, more: "\"message_uuid\":\"u-500\","))); // the echo's other ids are kept

        Assert.Empty(Database.Replies);
    }

    [Fact]
    public async Task The_number_of_another_thing_makes_no_message_ours()
    {
        Database.Answered(Words, Now, "id:500");

        Assert.True(await webhooks.ReceiveAsync(Webhooks.Reply("Добрый день", id: null, more: "\"message_id\":500,")));
        Assert.True(await webhooks.ReceiveAsync(Webhooks.Reply("Другому клиенту", "500", phone: "+79990000000")));

        Assert.Equal(2, Database.Replies.Count);
    }

    [Fact]
    public async Task An_own_number_with_other_words_is_in_doubt_until_the_account_has_shown_that_numbers_agree()
    {
        Database.Answered("давно", Now.AddDays(-3), "id:500");

        Assert.False(await webhooks.ReceiveAsync(Webhooks.Reply("Добрый день", "500")));
        Assert.Equal(["Добрый день"], Database.DoubtsTold);

        await ShowAgreeingEchoAsync();
        Assert.False(await webhooks.ReceiveAsync(Webhooks.Reply("исправлено", "500")));
        Assert.Single(Database.DoubtsTold);
        Assert.Empty(Database.Replies);
    }

    [Theory]
    [InlineData("77")]
    [InlineData(null)]
    public async Task An_event_with_the_words_of_a_send_that_shares_no_id_with_it_is_put_aside_and_told(string? id)
    {
        Database.Answered(Words, Now);

        Assert.False(await webhooks.ReceiveAsync(Webhooks.Reply(Words, id, more: Made(Now))));
        Assert.False(await webhooks.ReceiveAsync(Webhooks.Reply(Words, id, more: Made(Now))));

        Assert.Empty(Database.Replies);
        Assert.Single(Database.Accepted, intake => intake.Dead is not null);
        Assert.Single(Database.DoubtsTold.Distinct());
    }

    [Fact]
    public async Task Old_words_of_a_client_keep_no_managers_message_back()
    {
        Database.Answered(Words, Now.AddDays(-2));

        Assert.True(await webhooks.ReceiveAsync(Webhooks.Reply(Words, "77")));
    }

    [Fact]
    public async Task What_a_restored_database_may_have_forgotten_is_put_aside_if_ours_come_as_a_managers()
    {
        await ShowAgreeingEchoAsync();
        Database.RestoredBefore = Now.AddMinutes(15);
        webhooks.Time.Advance(TimeSpan.FromHours(1));

        Assert.False(await webhooks.ReceiveAsync(Webhooks.Reply("забытое", "77", more: Made(Database.RestoredBefore.Value.AddHours(-1)))));
        Assert.True(await webhooks.ReceiveAsync(Webhooks.Reply("новое", "78", more: Made(Database.RestoredBefore.Value.AddHours(1)))));

        Assert.Equal("новое", Assert.Single(Database.Replies).Text);
        Assert.Equal(["забытое"], Database.DoubtsTold);
    }

    [Fact]
    public async Task The_echo_of_a_late_message_has_the_words_that_were_sent_with_its_time()
    {
        var ours = Database.Answered(Words, Now);
        Database.Add(ours with { Message = ours.Message with { FirstAttemptAt = DateTimeOffset.UnixEpoch.AddYears(50).AddHours(1) } });

        Assert.False(await webhooks.ReceiveAsync(Webhooks.Reply(@"(написано 01.01 в 03:00)\n" + Words, "77")));
        Assert.True(await webhooks.ReceiveAsync(Webhooks.Reply(Words, "78")));

        Assert.Equal(Words, Assert.Single(Database.Replies).Text);
    }

    private static string Made(DateTimeOffset at) => $"\"created_at\":\"{at:O}\",";

    /// <summary>The account shows that an echo has the answer's id, under the same name.</summary>
    private async Task ShowAgreeingEchoAsync(string direction = "from_operator")
    {
        Database.Answered("раньше", Now, "id:1000");
        Assert.False(await webhooks.ReceiveAsync(Webhooks.Reply("раньше", "1000", direction)));
    }
}
