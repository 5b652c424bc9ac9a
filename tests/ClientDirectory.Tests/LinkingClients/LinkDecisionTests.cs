using Relay.ClientDirectory.LinkingClients;
using Relay.ClientDirectory.Persistence;

namespace Relay.ClientDirectory.Tests.LinkingClients;

public class LinkDecisionTests
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>linked by · linked account · said by · account said · said how long after → what it means.</summary>
    public static TheoryData<int, long, int, long, int, int> Table => new()
    {
        { (int)LinkSource.Contact, 1, (int)LinkSource.Contact, 1, 1, (int)LinkDecision.Confirm },
        { (int)LinkSource.Contact, 1, (int)LinkSource.Contact, 1, -1, (int)LinkDecision.Confirm },
        { (int)LinkSource.Contact, 1, (int)LinkSource.Contact, 2, 1, (int)LinkDecision.Move },
        { (int)LinkSource.Contact, 1, (int)LinkSource.Contact, 2, -1, (int)LinkDecision.TooLate },
        { (int)LinkSource.Contact, 1, (int)LinkSource.Registered, 1, 1, (int)LinkDecision.Confirm },
        { (int)LinkSource.Contact, 1, (int)LinkSource.Registered, 2, 1, (int)LinkDecision.Refuse },
        { (int)LinkSource.Registered, 1, (int)LinkSource.Contact, 2, 1, (int)LinkDecision.Move },
        { (int)LinkSource.Registered, 1, (int)LinkSource.Contact, 2, -1, (int)LinkDecision.Move },
        { (int)LinkSource.Registered, 1, (int)LinkSource.Registered, 2, 1, (int)LinkDecision.Move },
        { (int)LinkSource.Registered, 1, (int)LinkSource.Registered, 2, -1, (int)LinkDecision.TooLate },
    };

    [Theory]
    [MemberData(nameof(Table))]
    public void Who_proved_it_and_who_said_it_last_decide(int linkedBy, long linked, int saidBy, long said, int minutesAfter, int decision)
    {
        var client = new Client
        {
            Phone = "+79160000000",
            FullName = "",
            BotTgUserId = linked,
            ChatId = linked,
            Source = (LinkSource)linkedBy,
            LinkedAt = Noon,
            ConfirmedAt = Noon,
            CausedBy = Guid.Empty,
        };
        var request = new LinkRequest(Guid.NewGuid(), client.Phone, "", said, said, (LinkSource)saidBy, Noon.AddMinutes(minutesAfter));

        Assert.Equal((LinkDecision)decision, LinkDecisions.Decide(client, request));
    }
}
