using Relay.Contracts;
using Relay.Delivery.Providers;
using Relay.ServiceDefaults.Configuration;
using Relay.WahelpGateway.SendingClientMessages;
using Relay.WahelpGateway.Tests.Fakes;
using Relay.WahelpGateway.WahelpApi;

namespace Relay.WahelpGateway.Tests.SendingClientMessages;

public sealed class ClientMessagesTests
{
    private readonly FakeDirectory directory = new() { Linked = "+79991234567", Name = "Иван Петров" };

    [Fact]
    public async Task A_message_goes_under_the_phone_and_name_that_the_directory_knows()
    {
        Assert.Equal(new Recipient.Known("+79991234567", 42, "Иван Петров"), await ResolveAsync());
    }

    [Fact]
    public async Task The_name_is_the_messages_if_the_directory_has_none()
    {
        directory.Name = "";

        Assert.Equal("Иван", Assert.IsType<Recipient.Known>(await ResolveAsync()).Name);
    }

    [Fact]
    public async Task Who_is_not_linked_holds_the_lane()
    {
        directory.Linked = null;

        Assert.Equal(new Recipient.Held(Reasons.NotLinked), await ResolveAsync());
    }

    [Fact]
    public async Task A_directory_that_does_not_answer_is_no_fault_of_the_message()
    {
        directory.IsAway = true;

        Assert.IsType<Recipient.Unavailable>(await ResolveAsync());
    }

    private ValueTask<Recipient> ResolveAsync() => new ClientMessages(directory, new ClientMessageWords(new RelayOptions(), new WahelpOptions()))
        .ResolveAsync(Webhooks.ClientMessage("Да"), TestContext.Current.CancellationToken);
}
