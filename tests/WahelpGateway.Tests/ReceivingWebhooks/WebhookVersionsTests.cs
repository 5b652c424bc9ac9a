using Relay.WahelpGateway.ReceivingWebhooks;
using Relay.WahelpGateway.Tests.Fakes;
using Relay.WahelpGateway.WahelpApi;

namespace Relay.WahelpGateway.Tests.ReceivingWebhooks;

/// <summary>Distinguishes a message, its edits, its statuses and its deletion.</summary>
public sealed class WebhookVersionsTests
{
    private const string Updated = "channel.message.updated";
    private readonly Webhooks webhooks = new();

    private FakeDatabase Database => webhooks.Database;

    private IEnumerable<string> Texts => Database.Replies.Select(reply => reply.Text);

    [Fact]
    public async Task An_edit_back_to_an_earlier_text_is_an_edit()
    {
        await webhooks.ReceiveAsync(Webhooks.Reply("100"));
        foreach (var price in new[] { "200", "200", "100", "200", "200" })
        {
            await webhooks.ReceiveAsync(Webhooks.Reply(price, action: Updated));
        }

        Assert.Equal(["100", "200", "100", "200"], Texts);
        Assert.Equal([false, true, true, true], Database.Replies.Select(reply => reply.IsEdit));
        Assert.Equal(4, Database.Replies.Select(reply => reply.MessageId).Distinct().Count());
    }

    [Theory]
    [InlineData("Прайс")]
    [InlineData("")]
    public async Task A_message_with_a_file_brings_its_address_instead_of_a_placeholder(string text)
    {
        await webhooks.ReceiveAsync(Webhooks.Reply(text, more: File("a.pdf?sign=1")));

        var reply = Assert.Single(Database.Replies);
        Assert.Equal(text, reply.Text);
        Assert.Equal("https://files.wahelp.ru/a.pdf?sign=1", Assert.Single(reply.Attachments).Url);
    }

    [Theory]
    [InlineData("x")]
    [InlineData("ftp://wahelp.ru/a.pdf")]
    [InlineData("/storage/a.pdf")]
    public async Task A_file_without_an_address_to_fetch_keeps_its_placeholder(string address)
    {
        await webhooks.ReceiveAsync(Webhooks.Reply("", more: $"\"file_url\":\"{address}\","));

        var reply = Assert.Single(Database.Replies);
        Assert.Equal("[файл]", reply.Text);
        Assert.Empty(reply.Attachments);
    }

    [Theory]
    [InlineData("Прайс")]
    [InlineData("")]
    public async Task Statuses_of_a_message_with_a_file_are_no_edits(string text)
    {
        await webhooks.ReceiveAsync(Webhooks.Reply(text, more: File("a.pdf?sign=1")));
        await webhooks.ReceiveAsync(Webhooks.Reply(text, action: Updated, more: File("a.pdf?sign=2") + "\"status\":\"delivered\","));
        await webhooks.ReceiveAsync(Webhooks.Reply(text, action: Updated, more: "\"message_type\":\"document\",\"status\":\"read\","));

        Assert.Single(Database.Replies);
    }

    [Fact]
    public async Task An_edited_caption_does_not_bring_the_file_again_and_another_file_does()
    {
        await webhooks.ReceiveAsync(Webhooks.Reply("Прайс", more: File("a.pdf")));
        await webhooks.ReceiveAsync(Webhooks.Reply("Прайс на март", action: Updated, more: File("a.pdf")));
        await webhooks.ReceiveAsync(Webhooks.Reply("Прайс на март", action: Updated, more: File("b.pdf")));

        Assert.Equal(["a.pdf", "", "b.pdf"], FilesOfReplies());
    }

    /// <summary>Without a name, the file that the chat shows would stay: here b.pdf.</summary>
    [Fact]
    public async Task Once_a_message_had_another_file_each_edit_names_its_file_even_the_first_one()
    {
        await webhooks.ReceiveAsync(Webhooks.Reply("Прайс", more: File("a.pdf")));
        await webhooks.ReceiveAsync(Webhooks.Reply("Прайс", action: Updated, more: File("b.pdf")));
        await webhooks.ReceiveAsync(Webhooks.Reply("Прайс на март", action: Updated));
        await webhooks.ReceiveAsync(Webhooks.Reply("Прайс на март", action: Updated, more: File("a.pdf")));
        await webhooks.ReceiveAsync(Webhooks.Reply("Прайс на май", action: Updated));

        Assert.Equal(["a.pdf", "b.pdf", "b.pdf", "a.pdf", "a.pdf"], FilesOfReplies());
    }

    [Fact]
    public async Task Two_files_without_ids_and_words_are_two_messages()
    {
        const string made = "\"created_at\":\"2020-02-02T10:00:00Z\",";
        await webhooks.ReceiveAsync(Webhooks.Reply("", id: null, more: made + File("a.pdf")));
        await webhooks.ReceiveAsync(Webhooks.Reply("", id: null, more: made + File("b.pdf")));
        await webhooks.ReceiveAsync(Webhooks.Reply("", id: null, action: Updated, more: File("a.pdf") + "\"status\":\"read\","));

        Assert.Equal(2, Database.Replies.Count);
    }

    [Fact]
    public async Task Many_edits_are_all_shown()
    {
        for (var price = 0; price < 30; price++)
        {
            await webhooks.ReceiveAsync(Webhooks.Reply($"{price % 3}", action: price == 0 ? "channel.message.created" : Updated));
        }

        Assert.Equal(30, Database.Replies.Count);
    }

    [Fact]
    public async Task A_repeat_or_a_late_status_of_an_earlier_version_does_not_bring_it_back()
    {
        await webhooks.ReceiveAsync(Webhooks.Reply("100"));
        await webhooks.ReceiveAsync(Webhooks.Reply("200", action: Updated, more: At(20)));
        await webhooks.ReceiveAsync(Webhooks.Reply("100", action: Updated, more: At(30)));
        await webhooks.ReceiveAsync(Webhooks.Reply("200", action: Updated, more: At(20)));
        await webhooks.ReceiveAsync(Webhooks.Reply("200", action: Updated, more: "\"status\":\"read\",\"status_at\":1581000025,"));
        await webhooks.ReceiveAsync(Webhooks.Reply("200", action: Updated, more: "\"status\":\"read\","));

        Assert.Equal(["100", "200", "100"], Texts);
    }

    [Fact]
    public async Task Created_delivered_and_read_of_a_message_without_an_id_are_one_message()
    {
        const string made = "\"created_at\":\"2020-02-02T10:00:00Z\",";
        await webhooks.ReceiveAsync(Webhooks.Reply("Да", id: null, more: made));
        await webhooks.ReceiveAsync(Webhooks.Reply("Да", id: null, action: Updated, more: made + "\"status\":\"delivered\",\"status_at\":1581000001,"));
        await webhooks.ReceiveAsync(Webhooks.Reply("Да", id: null, action: "message", more: made + "\"status\":\"read\","));

        Assert.Equal(["Да"], Texts);
    }

    [Fact]
    public async Task A_status_without_id_and_time_of_creation_is_known_by_its_words()
    {
        await webhooks.ReceiveAsync(Webhooks.Reply("Да", id: null));
        Assert.False(await webhooks.ReceiveAsync(Webhooks.Reply("Да", id: null, more: "\"status\":\"delivered\",\"status_at\":1581000001,")));
        Assert.False(await webhooks.ReceiveAsync(Webhooks.Reply("Да", id: null, action: Updated, more: "\"status\":\"read\",\"status_at\":1581000002,")));
        Assert.True(await webhooks.ReceiveAsync(Webhooks.Reply("Да", id: null)));

        Assert.Equal(["Да", "Да"], Texts);
    }

    [Fact]
    public async Task A_status_of_what_may_be_an_echo_without_an_id_is_no_managers_message()
    {
        Database.Answered("Да", webhooks.Time.GetUtcNow());
        await webhooks.ReceiveAsync(Webhooks.Reply("Да", id: null));
        await webhooks.ReceiveAsync(Webhooks.Reply("Да", id: null, action: Updated, more: "\"status\":\"read\","));

        Assert.Empty(Database.Replies);
        Assert.Single(Database.DoubtsTold);
    }

    [Theory]
    [InlineData("1")]
    [InlineData(null)]
    public async Task The_text_of_a_deletion_is_not_shown(string? id)
    {
        await webhooks.ReceiveAsync(Webhooks.Reply("Да", id));
        Assert.False(await webhooks.ReceiveAsync(Webhooks.Reply("_Message deleted_", id, action: Updated)));

        Assert.Equal(["Да"], Database.Replies.Where(reply => !reply.IsDeletion).Select(reply => reply.Text));
        Assert.DoesNotContain(Database.Accepted, intake => intake.Dead is not null);
    }

    [Fact]
    public async Task An_edit_names_the_message_that_it_changes_and_goes_in_its_lane()
    {
        await webhooks.ReceiveAsync(Webhooks.Reply("100"));
        await webhooks.ReceiveAsync(Webhooks.Reply("200", action: Updated));
        await webhooks.ReceiveAsync(Webhooks.Reply("300", action: Updated));

        var first = Database.Replies[0];
        Assert.Equal([null, first.MessageId, first.MessageId], Database.Replies.Select(reply => reply.Original));
        Assert.All(Database.Replies, reply => Assert.Equal((first.Lane, first.Phone), (reply.Lane, reply.Phone)));
    }

    [Theory]
    [InlineData("_Message deleted_", Updated)]
    [InlineData("100", "channel.message.deleted")]
    public async Task A_deletion_of_a_relayed_message_is_relayed_once_and_ends_its_edits(string text, string action)
    {
        await webhooks.ReceiveAsync(Webhooks.Reply("100"));
        await webhooks.ReceiveAsync(Webhooks.Reply(text, action: action));
        await webhooks.ReceiveAsync(Webhooks.Reply(text, action: action));
        await webhooks.ReceiveAsync(Webhooks.Reply("200", action: Updated));

        Assert.Equal(2, Database.Replies.Count);
        var (first, deletion) = (Database.Replies[0], Database.Replies[1]);
        Assert.Equal((true, false, "", first.MessageId, first.Lane), (deletion.IsDeletion, deletion.IsEdit, deletion.Text, deletion.Original, deletion.Lane));
    }

    [Fact]
    public async Task A_deletion_of_an_unknown_message_is_dropped()
    {
        await webhooks.ReceiveAsync(Webhooks.Reply("100", "1"));
        await webhooks.ReceiveAsync(Webhooks.Reply("_Message deleted_", "2", action: Updated));

        Assert.Single(Database.Replies);
    }

    [Fact]
    public async Task A_deletion_stays_behind_its_message_that_waits()
    {
        Database.InCall("Да", webhooks.Time.GetUtcNow());
        await webhooks.ReceiveAsync(Webhooks.Reply("Да"));
        var waiting = Assert.Single(Assert.Single(Database.Accepted).Local);
        Database.BusyLanes.Add(waiting.Lane);
        await webhooks.ReceiveAsync(Webhooks.Reply("_Message deleted_", action: Updated));
        Database.Sent.Clear();

        foreach (var one in Database.Accepted.SelectMany(intake => intake.Local).ToList())
        {
            Assert.True(await webhooks.LookAsync(one));
        }

        Assert.Equal([false, true], Database.Replies.Select(reply => reply.IsDeletion));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\"type\":\"text\",")]
    public async Task The_words_of_a_deletion_in_the_history_are_not_shown(string type)
    {
        var made = $"\"created_at\":\"{webhooks.Time.GetUtcNow():O}\"," + type;
        await webhooks.ReceiveAsync(Webhooks.Reply("Да", "1", more: made));
        await webhooks.ReadHistoryAsync(
            Webhooks.Item("Да", "from_operator", "\"id\":\"1\"," + made), Webhooks.Item("_Message deleted_", "from_operator", "\"id\":\"2\"," + made));

        Assert.Equal(["Да"], Texts);
    }

    [Theory]
    [InlineData("9")]
    [InlineData(null)]
    public async Task An_edit_that_names_no_known_message_and_no_time_is_put_aside_and_told_once_and_a_replay_shows_it(string? id)
    {
        Assert.False(await webhooks.ReceiveAsync(Webhooks.Reply("100", id, action: Updated)));
        Assert.False(await webhooks.ReceiveAsync(Webhooks.Reply("200", id, action: Updated)));

        Assert.Empty(Texts);
        Assert.Equal("unknown_change", Assert.Single(Database.Told.Distinct()).Cause);
        var letters = Database.Accepted.Select(intake => intake.Dead?.Raw).OfType<string>().ToList();
        Assert.Equal(2, letters.Count);
        Assert.Equal(
            Taken.Relayed,
            await webhooks.Handler.TakeAsync(Assert.Single(Webhooks.Parse(letters[0])), TestContext.Current.CancellationToken, isAskedFor: true));
        Assert.Equal(["100"], Texts);
    }

    [Fact]
    public async Task An_edit_back_to_words_that_have_waited_before_is_an_edit()
    {
        Database.InCall("Да", webhooks.Time.GetUtcNow());
        await webhooks.ReceiveAsync(Webhooks.Reply("Да"));
        var waited = Assert.Single(Assert.Single(Database.Accepted).Local);
        Database.Sent.Clear();
        await webhooks.LookAsync(waited);
        await webhooks.ReceiveAsync(Webhooks.Reply("Нет", action: Updated));
        webhooks.Time.Advance(TimeSpan.FromMinutes(1));
        Database.BusyLanes.Add(waited.Lane); // another message waits

        Assert.True(await webhooks.ReceiveAsync(Webhooks.Reply("Да", action: Updated)));

        await webhooks.LookAsync(Database.Accepted.SelectMany(intake => intake.Local).Last());
        Assert.Equal(["Да", "Нет", "Да"], Texts);
    }

    [Fact]
    public async Task An_edit_of_a_message_in_doubt_is_in_doubt_too()
    {
        Database.Answered("Да", webhooks.Time.GetUtcNow());
        await webhooks.ReceiveAsync(Webhooks.Reply("Да"));
        Assert.False(await webhooks.ReceiveAsync(Webhooks.Reply("Нет", action: Updated)));

        Assert.Empty(Texts);
        Assert.Equal(["Да", "Нет"], Database.DoubtsTold);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\"status\":\"read\",")]
    public async Task A_change_of_a_message_from_before_the_relay_or_its_status_is_told_to_nobody(string status)
    {
        var before = status.Length > 0 ? "" : $"\"created_at\":{Database.CreatedAt.AddDays(-1).ToUnixTimeSeconds()},";
        Assert.False(await webhooks.ReceiveAsync(Webhooks.Reply("100", action: Updated, more: status + before)));

        Assert.Empty(Database.Accepted);
        Assert.Empty(Database.Told);
    }

    [Fact]
    public async Task A_thousand_messages_of_the_history_without_direction_are_one_letter_a_day()
    {
        var made = webhooks.Time.GetUtcNow().AddHours(-1).ToUnixTimeSeconds();
        await webhooks.ReceiveAsync(Webhooks.Reply("Да", "0"));
        var page = Enumerable.Range(0, 1000)
            .SelectMany(id => Webhooks.Parse(Webhooks.Reply("Да", $"{id}", direction: "", more: $"\"created_at\":{made},"))).ToList();

        Assert.Equal(999, await LookAsync(page));
        Assert.Equal(999, await LookAsync(page));

        Assert.Single(Database.Accepted, intake => intake.Dead is not null);
        Assert.Single(Database.Told.Select(notice => (notice.Cause, notice.Subject, notice.Since)).Distinct());
        webhooks.Time.Advance(TimeSpan.FromDays(1));
        Assert.Equal(999, await LookAsync(page));
        Assert.Equal(2, Database.Accepted.Count(intake => intake.Dead is not null));
    }

    private static string At(int second) => $"\"updated_at\":{1_581_000_000 + second},";

    private async Task<int> LookAsync(List<WebhookEvent> page)
    {
        var unplaced = new List<WebhookEvent>();
        foreach (var found in page)
        {
            if (await webhooks.Handler.TakeFoundAsync(found, isVouchedFor: true, TestContext.Current.CancellationToken) == Taken.Unplaced)
            {
                unplaced.Add(found);
            }
        }

        return await webhooks.Handler.TakeUnplacedAsync(unplaced, TestContext.Current.CancellationToken);
    }

    private IEnumerable<string> FilesOfReplies() => Database.Replies.Select(reply => reply.Attachments is [var file, ..] ? Path.GetFileName(file.Url) : "");

    private static string File(string name) => $"\"message_type\":\"document\",\"file_url\":\"https://files.wahelp.ru/{name}\",";
}
