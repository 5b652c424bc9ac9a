using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging.Abstractions;
using Relay.Delivery.Providers;
using Relay.Delivery.Sending.Calling;
using Relay.Delivery.Sending;
using Relay.ServiceDefaults.Configuration;
using Relay.WahelpGateway.SendingClientMessages;
using Relay.WahelpGateway.Tests.Fakes;
using Relay.WahelpGateway.WahelpApi;

namespace Relay.WahelpGateway.Tests;

/// <summary>An account whose answers say nothing.</summary>
public sealed class UnprovenAnswersTests
{
    private const string Messages = "POST " + FakeWahelp.ChannelPath + "/messages";

    private readonly FakeDatabase database = new();

    [Theory]
    [InlineData("")]
    [InlineData("OK")]
    [InlineData("[]")]
    public async Task What_says_neither_is_delivered_and_the_owner_hears_of_it_once(string body)
    {
        await SendAsync(body, times: 3);
        await SendAsync(body, times: 1); // after a restart

        var notices = database.Told.Select(notice => (notice.Cause, notice.Subject, notice.Since)).ToList();
        Assert.Equal(2, notices.Count); // one by each process
        Assert.Single(notices.Distinct()); // both have the same id
        Assert.Contains("amoCRM", database.Told[0].Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_notice_is_repeated_where_it_could_not_be_stored()
    {
        database.Away = () => new TimeoutException();
        using var wahelp = new FakeWahelp().OnLogIn("one").On(Messages, 200, "");
        using var adapter = new Adapter(wahelp, FakeWahelp.Options());
        var sender = Sender(adapter);

        await SendAsync(sender);
        database.Away = null;
        await SendAsync(sender);

        Assert.Single(database.Told);
    }

    [Theory]
    [InlineData("""{"success":true}""")]
    [InlineData("""{"data":{"id":5}}""")]
    public async Task What_is_proven_is_told_to_nobody(string body)
    {
        await SendAsync(body, times: 1);

        Assert.Empty(database.Told);
    }

    private async Task SendAsync(string body, int times)
    {
        using var wahelp = new FakeWahelp().OnLogIn("one").On(Messages, 200, body);
        using var adapter = new Adapter(wahelp, FakeWahelp.Options());
        var sender = Sender(adapter);
        for (var i = 0; i < times; i++)
        {
            Assert.IsType<SendOutcome.Delivered>(await SendAsync(sender));
        }
    }

    private static Task<SendOutcome> SendAsync(MessageSender<WahelpText> sender) =>
        sender.SendAsync(Webhooks.ClientMessage("Привет"), new Recipient.Known("+79991234567", ChatId: null), TestContext.Current.CancellationToken);

    private MessageSender<WahelpText> Sender(Adapter adapter)
    {
        var options = FakeWahelp.Options();
        IHostApplicationLifetime lifetime = new ApplicationLifetime(NullLogger<ApplicationLifetime>.Instance);
        var unproven = new UnprovenAnswers(database, database, options, new RelayOptions(), lifetime, NullLogger<UnprovenAnswers>.Instance);
        var answers = new AnswersSeen(unproven, database, lifetime, NullLogger<AnswersSeen>.Instance);
        var account = new WahelpAccount(adapter.Session, adapter.Http, options);
        return Senders.Of(new WahelpProvider(adapter.Channel, account, new SendDestination(options, new FakeDatabase()), answers));
    }
}
