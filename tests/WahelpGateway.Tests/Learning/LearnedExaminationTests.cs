using Relay.ServiceDefaults.Examining;
using Relay.WahelpGateway.Learning;
using Relay.WahelpGateway.Persistence;
using Relay.WahelpGateway.Tests.Fakes;

namespace Relay.WahelpGateway.Tests.Learning;

/// <summary>The doctor's report of what was learned.</summary>
public sealed class LearnedExaminationTests
{
    private readonly FakeDatabase database = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task That_nobody_has_looked_is_said_with_the_command()
    {
        var finding = Assert.Single(await ExamineAsync());

        Assert.Null(finding.IsGood);
        Assert.Contains("./relay wahelp learn", finding.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_learned_is_shown()
    {
        await database.RelearnAsync(Facts.Way(FakeWahelp.Channel, SendingWay.From), WayShown.Recorded, Cancel);
        await database.LearnAsync(Facts.SameIds("id", Source.Webhook, "message_id"), Cancel);

        Assert.Equal(
            [
                "Learned: POST …/send_message with destination=from: managers see the text as the client's, the client does not get it.",
                "Learned: ids: send id = webhook message_id",
            ],
            (await ExamineAsync()).Select(finding => finding.What));
    }

    [Fact]
    public async Task An_account_that_sends_clients_their_own_words_is_wrong()
    {
        await database.RelearnAsync(Facts.Way(FakeWahelp.Channel, SendingWay.Messages), WayShown.Sent, Cancel);

        Assert.Contains(await ExamineAsync(), finding => finding.IsGood == false && finding.What.Contains("their own words", StringComparison.Ordinal));
    }

    private async Task<List<Finding>> ExamineAsync() => await new LearnedExamination(database, FakeWahelp.Options()).ExamineAsync(Cancel).ToListAsync(Cancel);
}
