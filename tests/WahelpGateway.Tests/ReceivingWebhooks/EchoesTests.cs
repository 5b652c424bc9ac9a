using Relay.Delivery.Sending;
using Relay.WahelpGateway.Tests.Fakes;
using Relay.WahelpGateway.WahelpApi;

namespace Relay.WahelpGateway.Tests.ReceivingWebhooks;

/// <summary>One copy of an uncertain message may show twice: in the history with its id, and as an echo without one.</summary>
public sealed class EchoesTests
{
    private const string Words = "Да";
    private readonly Webhooks webhooks = new();

    public EchoesTests() => Database.Candidates.Add(
        new SentCandidate(Webhooks.ClientMessage(Words), InCall: false, WasUncertain: true, FirstAttemptAfter: DateTimeOffset.UnixEpoch));

    private FakeDatabase Database => webhooks.Database;

    [Fact]
    public async Task An_echo_without_an_id_of_what_the_history_confirmed_is_no_managers_message()
    {
        await FindInHistoryAsync();

        Assert.False(await webhooks.ReceiveAsync(Echo("12:00")));

        Assert.Empty(Database.Replies);
    }

    [Fact]
    public async Task What_the_history_shows_after_an_echo_without_an_id_is_no_managers_message()
    {
        Assert.False(await webhooks.ReceiveAsync(Echo("12:00")));

        await FindInHistoryAsync();

        Assert.Empty(Database.Replies);
    }

    [Fact]
    public async Task An_echo_without_an_id_that_Wahelp_repeats_stays_an_echo()
    {
        Assert.False(await webhooks.ReceiveAsync(Echo("12:00")));
        Assert.False(await webhooks.ReceiveAsync(Echo("12:00")));

        Assert.Empty(Database.Replies);
    }

    [Fact]
    public async Task A_managers_same_words_without_an_id_are_relayed_after_the_echo()
    {
        Assert.False(await webhooks.ReceiveAsync(Echo("12:00")));
        Assert.True(await webhooks.ReceiveAsync(Echo("12:05")));

        Assert.Equal(Words, Assert.Single(Database.Replies).Text);
    }

    [Fact]
    public async Task The_echo_of_a_late_message_is_known_by_the_words_that_were_sent_with_its_time()
    {
        Database.Candidates[0] = Database.Candidates[0] with { Message = Database.Candidates[0].Message with { FirstAttemptAt = DateTimeOffset.UnixEpoch.AddYears(50).AddHours(1) } };

        Assert.False(await webhooks.ReceiveAsync(Webhooks.Reply(@"(написано 01.01 в 03:00)\n" + Words, "77")));
        Assert.True(await webhooks.ReceiveAsync(Webhooks.Reply(Words, "78")));

        Assert.Equal(Words, Assert.Single(Database.Replies).Text);
    }

    private static string Echo(string at) => Webhooks.Reply(Words, id: null, more: $"\"created_at\":\"2020-02-01T{at}:00Z\",");

    private async Task FindInHistoryAsync()
    {
        foreach (var found in Webhooks.Parse(Webhooks.Reply(Words, "77", more: "\"created_at\":\"2020-02-01T12:00:00Z\",")))
        {
            await webhooks.Handler.TakeFoundAsync(found, TestContext.Current.CancellationToken);
        }
    }
}
