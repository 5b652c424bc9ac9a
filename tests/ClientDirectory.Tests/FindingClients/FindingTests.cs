using MassTransit;
using Relay.Contracts.Clients;

namespace Relay.ClientDirectory.Tests.FindingClients;

[Collection(DirectoryTestGroup.Name)]
public class FindingTests(Directory directory)
{
    [Theory]
    [InlineData("+7{0}")]
    [InlineData("7{0}")]
    [InlineData("8{0}")]
    [InlineData("{0}")]
    public async Task A_phone_is_found_in_any_spelling(string spelling)
    {
        var (digits, account) = (Any.Digits(), Any.Account());
        var contact = Any.Contact(digits, account);
        await directory.Bus.Publish(contact);
        await directory.Heard.NextAsync<ClientLinked>(linked => linked.CausedBy == contact.MessageId);

        var found = await directory.FindAsync(string.Format(null, spelling, digits));

        Assert.Equal((account, $"+7{digits}", "Иван Петров"), (found?.TelegramUserId, found?.Phone, found?.Name));
    }

    [Theory]
    [InlineData("+79990000000")]
    [InlineData("no phone")]
    public async Task An_unknown_phone_is_not_found(string phone) => Assert.Null(await directory.FindAsync(phone));

    [Fact]
    public async Task A_question_about_nobody_is_answered_with_nobody()
    {
        var found = await directory.FindAsync([], []);

        Assert.Empty(found.ByPhone);
        Assert.Empty(found.ByTelegramUser);
    }

    [Fact]
    public async Task All_of_a_burst_of_a_thousand_lookups_are_answered() =>
        Assert.All(await Task.WhenAll(Enumerable.Range(0, 1000).Select(_ => directory.FindAsync(Any.Account()))), Assert.Null);
}
