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

        var response = await directory.Bus.CreateRequestClient<FindClientByPhone>(RequestTimeout.After(m: 1))
            .GetResponse<ClientFound, ClientNotFound>(new FindClientByPhone { Phone = string.Format(null, spelling, digits) });

        Assert.True(response.Is(out Response<ClientFound>? found));
        Assert.Equal((account, $"+7{digits}", "Иван Петров"), (found.Message.TelegramUserId, found.Message.Phone, found.Message.Name));
    }

    [Theory]
    [InlineData("+79990000000")]
    [InlineData("no phone")]
    public async Task An_unknown_phone_is_not_found(string phone)
    {
        var response = await directory.Bus.CreateRequestClient<FindClientByPhone>(RequestTimeout.After(m: 1))
            .GetResponse<ClientFound, ClientNotFound>(new FindClientByPhone { Phone = phone });

        Assert.True(response.Is(out Response<ClientNotFound>? _));
    }

    [Fact]
    public async Task All_of_a_burst_of_a_thousand_lookups_are_answered()
    {
        var client = directory.Bus.CreateRequestClient<FindClientByTelegramUser>(RequestTimeout.After(m: 1));

        var answers = await Task.WhenAll(Enumerable.Range(0, 1000).Select(_ =>
            client.GetResponse<ClientFound, ClientNotFound>(new FindClientByTelegramUser { TelegramUserId = Any.Account() })));

        Assert.All(answers, answer => Assert.True(answer.Is(out Response<ClientNotFound>? _)));
    }
}
