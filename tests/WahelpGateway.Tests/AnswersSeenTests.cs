using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging.Abstractions;
using Relay.Delivery.Providers;
using Relay.Delivery.Sending.Calling;
using Relay.Delivery.Sending;
using Relay.ServiceDefaults.Configuration;
using Relay.WahelpGateway.Persistence;
using Relay.WahelpGateway.SendingClientMessages;
using Relay.WahelpGateway.Tests.Fakes;
using Relay.WahelpGateway.WahelpApi;

namespace Relay.WahelpGateway.Tests;

/// <summary>An account whose answers name the client or the dialogue in the field in which others name the message.</summary>
public sealed class AnswersSeenTests
{
    private const string Words = "Здравствуйте!";
    private const string Messages = "POST " + FakeWahelp.ChannelPath + "/messages";

    private readonly Webhooks webhooks = new();

    private FakeDatabase Database => webhooks.Database;

    [Fact]
    public async Task An_id_that_two_messages_got_is_no_messages_and_a_managers_message_with_that_number_is_not_taken_for_ours()
    {
        await SendAsync(Words, "Добрый день");

        Assert.False(await webhooks.ReceiveAsync(Webhooks.Reply(Words, "5"))); // only its text is ours
        Assert.True(await webhooks.ReceiveAsync(Webhooks.Reply("Чем помочь?", "5", more: "\"message_uuid\":\"u-6\",")));

        Assert.Equal([Words], Database.DoubtsTold);
        Assert.Equal("Чем помочь?", Assert.Single(Database.Replies).Text);
    }

    [Fact]
    public async Task Until_then_it_may_be_a_messages()
    {
        await SendAsync(Words);

        Assert.False(await webhooks.ReceiveAsync(Webhooks.Reply(Words, "5")));

        Assert.Empty(Database.DoubtsTold);
    }

    [Fact]
    public async Task The_same_text_may_be_the_same_message()
    {
        await SendAsync(Words, Words);

        Assert.False(await webhooks.ReceiveAsync(Webhooks.Reply("исправлено", "5")));

        Assert.DoesNotContain(Facts.NamesNoMessage("id"), Database.Facts);
    }

    [Fact]
    public async Task A_name_that_is_known_to_agree_is_not_believed_any_more_either()
    {
        await Database.LearnAsync(Facts.SameIds("id", Source.Webhook, "id"), TestContext.Current.CancellationToken);
        await SendAsync("Добрый день", Words);

        Assert.True(await webhooks.ReceiveAsync(Webhooks.Reply("Чем помочь?", "5")));
    }

    /// <summary>Observes answers, over this database.</summary>
    internal static AnswersSeen Over(FakeDatabase database)
    {
        IHostApplicationLifetime lifetime = new ApplicationLifetime(NullLogger<ApplicationLifetime>.Instance);
        var unproven = new UnprovenAnswers(database, database, FakeWahelp.Options(), new RelayOptions(), lifetime, NullLogger<UnprovenAnswers>.Instance);
        return new AnswersSeen(unproven, database, lifetime, NullLogger<AnswersSeen>.Instance);
    }

    /// <summary>Each answer is <c>{"data":{"id":5}}</c>; the sent message is stored with the id of its answer.</summary>
    private async Task SendAsync(params string[] texts)
    {
        using var wahelp = new FakeWahelp().OnLogIn("one").On(Messages, 200, """{"success":true,"data":{"id":5}}""");
        using var adapter = new Adapter(wahelp, FakeWahelp.Options(), webhooks.Time);
        var sender = Sender(adapter);
        foreach (var text in texts)
        {
            var outcome = await sender.SendAsync(
                Webhooks.ClientMessage(text), new Recipient.Known(Webhooks.Phone, ChatId: null), TestContext.Current.CancellationToken);
            var id = Assert.IsType<SendOutcome.Delivered>(outcome).ProviderMessageId!;
            Database.Answered(text, webhooks.Time.GetUtcNow(), [.. new[] { id }.Except(Database.Sent.Values.SelectMany(sent => sent.Ids))]);
        }
    }

    private MessageSender<WahelpText> Sender(Adapter adapter)
    {
        var options = FakeWahelp.Options();
        var account = new WahelpAccount(adapter.Session, adapter.Http, options);
        return Senders.Of(new WahelpProvider(adapter.Channel, account, new SendDestination(options, new FakeDatabase()), Over(Database)));
    }
}
