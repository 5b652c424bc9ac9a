using Relay.WahelpGateway.Persistence;
using Relay.WahelpGateway.Tests.Fakes;

namespace Relay.WahelpGateway.Tests.Learning;

/// <summary><c>./relay wahelp learn</c>, from the command to the account and back, with a manager and a client at hand.</summary>
public sealed class LearnTests
{
    private const string Written = "Секретное слово менеджера";

    private static readonly Dictionary<string, (LearnedAccount Account, string[] Findings, string[] Evidence)> Shapes = new(StringComparer.Ordinal)
    {
        ["ids that agree"] = (
            new LearnedAccount { HasMessages = true },
            [
                "POST …/messages: managers see the text as the client's, the client does not get it.",
                "Accepted (HTTP 200); the answer names the message (id).",
                "A webhook reported it before the answer, with “from” and the answer's id (id = id).",
                "The history shows it with “from” and the answer's id (id = id).",
                "POST …/send_message with destination=from: Wahelp refuses it. Refused (HTTP 422).",
                "write: came with “from_operator” and ids (id).", "edit: came as a change under an id.", "photo: came as photo",
                "shows what the manager wrote under the webhook's ids",
                "WAHELP_API_PROFILE=messages, the default, is right for this account.", "WAHELP_OPERATOR_DIRECTIONS is right: it has “from_operator”.",
                "WAHELP_FILE_HOSTS must name files.test: ",
            ],
            ["messages recorded", "send_message sent", "from refused", "comment refused", Facts.SameIds("id", Source.Webhook, "id"), Facts.OursComeAs(
                Source.History, "from")]),
        ["no ids"] = (
            new LearnedAccount { HasIds = false, HasHistory = false, ManagersDirection = "from_max" },
            [
                "the answer does not name the message", "with “from” and without an id.", "write: came with “from_max” and without an id.",
                "There is no readable history (HTTP 404)", "Add “from_max” to WAHELP_OPERATOR_DIRECTIONS",
            ],
            ["messages recorded", "send_message sent"]),
        ["no method messages"] = (
            new LearnedAccount { HasMessages = false, Destination = "refused" },
            ["POST …/messages: Wahelp refuses it. Refused (HTTP 404).", "POST …/send_message: the CLIENT gets the text.",
                "No method shows clients' words to managers here", "Remove WAHELP_SEND_DESTINATION."],
            ["messages refused", "send_message sent", "from refused"]),
        ["destination honoured"] = (
            new LearnedAccount { HasMessages = false, Destination = "honoured", Zone = TimeSpan.Zero },
            [
                "POST …/send_message with destination=from: managers see the text as the client's, the client does not get it.",
                "POST …/send_message with destination=comment: managers see the text, the client does not get it.",
                "Set WAHELP_API_PROFILE=send_message and WAHELP_SEND_DESTINATION=from", "Set WAHELP_TIME_ZONE=+00:00",
            ],
            ["messages refused", "send_message sent", "from recorded", "comment recorded"]),
        ["destination ignored"] = (
            new LearnedAccount { HasMessages = false, Destination = "ignored" },
            ["POST …/send_message with destination=from: the CLIENT gets the text.", "clients would read their own words"],
            ["messages refused", "send_message sent", "from sent", "comment sent"]),
    };

    public static TheoryData<string> Names => [.. Shapes.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task An_account_is_learned_whichever_it_is(string name)
    {
        var (account, findings, evidence) = Shapes[name];
        await using var relay = await LearningRelay.StartAsync(account);
        account.Gateway = relay.Client;

        var said = await relay.LearnAsync(line => AnswerAsync(account, line));

        Assert.All(findings, finding => Assert.Contains(finding, said, StringComparison.Ordinal));
        var database = relay.Webhooks.Database;
        var facts = await ((IEvidence)database).ReadAsync(TestContext.Current.CancellationToken);
        Assert.All(
            evidence.Where(fact => !fact.Contains(':')),
            fact => Assert.Equal(fact.Split(' ')[1], facts.ValueOf(Facts.Way(FakeWahelp.Channel, fact.Split(' ')[0]))));
        Assert.All(evidence.Where(fact => fact.Contains(':')), fact => Assert.True(facts.Know(fact), string.Join('\n', database.Facts)));
        Assert.Equal("550077", facts.ValueOf(Facts.ChannelNumber));
        Assert.Equal((null, 0), (database.Run, database.Learned));
        Assert.DoesNotContain(database.Replies, reply => reply.Text.Contains("test", StringComparison.Ordinal));
        Assert.DoesNotContain(database.Accepted, intake => intake.Raw?.Contains("⟦Relay⟧", StringComparison.Ordinal) == true);
        AssertHoldsNothingOfPeople(
            said + relay.Report + string.Concat(database.Facts.Where(fact => fact != Facts.ChannelNumber))
                + string.Concat(relay.Logs.Lines.Where(line => !line.Contains(" scope ", StringComparison.Ordinal))));
        Assert.Contains("payload.user.phone: text of digits", relay.Report, StringComparison.Ordinal);
        Assert.Contains("payload.destination: \"from_operator\"", relay.Report, StringComparison.Ordinal);
        Assert.DoesNotContain("550077", relay.Report, StringComparison.Ordinal);
        Assert.DoesNotContain("files.test", relay.Report, StringComparison.Ordinal); // the host is for the owner alone
    }

    [Fact]
    public async Task A_phone_that_gets_nothing_shows_nothing_of_destination()
    {
        var account = new LearnedAccount { HasMessages = false, Destination = "honoured" };
        await using var relay = await LearningRelay.StartAsync(account);
        account.Gateway = relay.Client;

        var said = await relay.LearnAsync(line => line.Contains(
            "arrive on the phone", StringComparison.Ordinal) ? Task.FromResult<string?>("n") : AnswerAsync(account, line));

        Assert.Contains("its silence shows nothing", said, StringComparison.Ordinal);
        Assert.DoesNotContain("Set WAHELP_API_PROFILE=send_message", said, StringComparison.Ordinal);
        var facts = await ((IEvidence)relay.Webhooks.Database).ReadAsync(TestContext.Current.CancellationToken);
        Assert.Equal(WayShown.Unknown, facts.ValueOf(Facts.Way(FakeWahelp.Channel, SendingWay.From)));
    }

    [Fact]
    public async Task A_method_messages_that_reaches_the_client_is_warned_of()
    {
        var account = new LearnedAccount();
        await using var relay = await LearningRelay.StartAsync(account);
        account.Gateway = relay.Client;

        var said = await relay.LearnAsync(line => line.Contains(
            "arrive on the phone", StringComparison.Ordinal) ? Task.FromResult<string?>("y") : AnswerAsync(account, line));

        Assert.Contains("With WAHELP_API_PROFILE=messages clients would read their own words here", said, StringComparison.Ordinal);
        Assert.DoesNotContain("is right for this account", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("honoured", "", WayShown.Recorded)]
    [InlineData("ignored", "", WayShown.Unknown)]
    [InlineData("ignored", "y", WayShown.Sent)]
    public async Task Eyes_that_did_not_look_take_nothing_back_unless_Wahelp_itself_contradicts(string destination, string phone, string shown)
    {
        var account = new LearnedAccount { Destination = destination };
        await using var relay = await LearningRelay.StartAsync(account);
        account.Gateway = relay.Client;
        var fact = Facts.Way(FakeWahelp.Channel, SendingWay.From);
        await relay.Webhooks.Database.RelearnAsync(fact, WayShown.Recorded, TestContext.Current.CancellationToken);

        await relay.LearnAsync(line => line.Contains(
            "arrive on the phone", StringComparison.Ordinal) ? Task.FromResult<string?>(phone) : AnswerAsync(account, line));

        Assert.Equal(shown, (await ((IEvidence)relay.Webhooks.Database).ReadAsync(TestContext.Current.CancellationToken)).ValueOf(fact));
    }

    [Fact]
    public async Task Who_says_no_to_everything_sends_nothing()
    {
        var account = new LearnedAccount();
        await using var relay = await LearningRelay.StartAsync(account);

        var said = await relay.LearnAsync(
            line => Task.FromResult(line.Contains("[y/n]", StringComparison.Ordinal) ? "n" : line.Contains("[Enter", StringComparison.Ordinal) ? "s" : null));

        Assert.Equal("", account.LastText);
        Assert.Contains("No settings follow: too little was tried.", said, StringComparison.Ordinal);
        Assert.Empty(relay.Webhooks.Database.Facts);
    }

    /// <summary>The owner, who sees the phone and amoCRM.</summary>
    private static async Task<string?> AnswerAsync(LearnedAccount account, string line)
    {
        if (line.Contains("[Enter when done", StringComparison.Ordinal))
        {
            return await ActAsync(account, line);
        }

        return line.Contains("[y/n]", StringComparison.Ordinal) ? "y"
            : line.Contains("arrive on the phone", StringComparison.Ordinal) ? account.OnPhone.Contains(account.LastText) ? "y" : "n"
            : line.Contains("amoCRM show it", StringComparison.Ordinal) ? account.InCrm.Contains(account.LastText) ? "y" : "n"
            : null;
    }

    private static async Task<string> ActAsync(LearnedAccount account, string line)
    {
        if (line.Contains("Delete", StringComparison.Ordinal))
        {
            return "s";
        }

        await (line.Contains("write", StringComparison.Ordinal) ? account.ManagerAsync("channel.message.created", Written)
            : line.Contains("Edit", StringComparison.Ordinal) ? account.ManagerAsync("channel.message.updated", Written + "!")
            : account.ManagerAsync(
                "channel.message.created", "", message => (message["message_type"], message["file_url"]) = ("image", "https://files.test/79991234567.jpg")));
        return "";
    }

    private static void AssertHoldsNothingOfPeople(string said) => Assert.All(
        ["9991234567", "123-45-67", "Секрет", LearnedAccount.Token, "webhook-token-of-the-tests", "an-admin-token-of-the-test", "71000", "files.test/"],
        secret => Assert.DoesNotContain(secret, said, StringComparison.Ordinal));
}
