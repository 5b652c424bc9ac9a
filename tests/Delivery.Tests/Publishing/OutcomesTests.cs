using Microsoft.Extensions.DependencyInjection;
using Relay.Contracts;
using Relay.Contracts.Lanes;
using Relay.Delivery.Messages;
using Relay.Delivery.Providers;
using Relay.Delivery.Publishing;
using Relay.Delivery.Tests.Accepting;

namespace Relay.Delivery.Tests.Publishing;

/// <summary>The origin's handling of outcomes.</summary>
public sealed class OutcomesTests : DeliveryTest
{
    private static readonly DateTimeOffset Since = DateTimeOffset.UnixEpoch.AddYears(56);

    [Fact]
    public async Task Of_a_message_that_a_restored_origin_has_forgotten_whoever_wrote_is_told_by_its_lane()
    {
        var instance = Compose();
        await AcceptingTests.AcceptAsync(instance, [Intake(1)]);
        await Database.ExecuteAsync("DELETE FROM accepted");

        await HearAsync(instance, Outcome(OutcomeState.Failed, Reasons.UserDeactivated));

        var told = Assert.Single(Writers(instance).FailedOf);
        Assert.Equal((Id("a", 1), "a", Reasons.UserDeactivated, Since, null), (told.MessageId, told.Lane, told.Reason, told.Since, told.Stored));
    }

    [Fact]
    public async Task A_held_message_stays_unsettled_and_is_told_with_what_is_remembered_of_it()
    {
        var instance = Compose();
        await AcceptingTests.AcceptAsync(instance, [Intake(1)]);

        await HearAsync(instance, Outcome(OutcomeState.Held, Reasons.NotLinked));

        Assert.Equal("1", Assert.Single(Writers(instance).HeldOf).Stored?.Read<Letter>()?.Text);
        Assert.Equal("not_linked", await Database.ScalarAsync<string>("SELECT held_reason FROM accepted WHERE settled_at IS NULL AND outcome IS NULL"));
    }

    [Fact]
    public async Task A_failed_message_is_settled_with_its_reason_and_waits_for_nobody_any_more()
    {
        var instance = Compose();
        await AcceptingTests.AcceptAsync(instance, [Intake(1)]);
        await HearAsync(instance, Outcome(OutcomeState.Held, Reasons.NotLinked));

        await HearAsync(instance, Outcome(OutcomeState.Failed, Reasons.Expired));

        Assert.Single(Writers(instance).FailedOf);
        Assert.Equal(
            "expired",
            await Database.ScalarAsync<string>("SELECT outcome FROM accepted WHERE settled_at IS NOT NULL AND publish_at IS NULL AND held_reason IS NULL"));
    }

    [Fact]
    public async Task Delivered_messages_are_settled_and_nobody_is_told()
    {
        var instance = Compose();
        await AcceptingTests.AcceptAsync(instance, [Intake(1), Intake(2)]);

        await HearAsync(instance, new MessageOutcomes { MessageIds = [Id("a", 1), Id("a", 2)], State = OutcomeState.Delivered });

        Assert.Equal(2, await Database.ScalarAsync<long>("SELECT count(*) FROM accepted WHERE outcome = 'delivered'"));
        Assert.Empty(Writers(instance).FailedOf);
    }

    private static Intake Intake(long n) => AcceptingTests.Intake("a", n);

    private static MessageOutcomes Outcome(OutcomeState state, string reason) =>
        new() { MessageIds = [Id("a", 1)], State = state, Reason = reason, Since = Since, Lane = "a" };

    private static TestWriters Writers(Instance instance) => (TestWriters)instance.Get<IWriters>();

    private static Task HearAsync(Instance instance, MessageOutcomes outcomes) =>
        ActivatorUtilities.CreateInstance<MessageOutcomesConsumer>(instance.Get<IServiceProvider>()).HearAsync(outcomes, CancellationToken.None);
}
