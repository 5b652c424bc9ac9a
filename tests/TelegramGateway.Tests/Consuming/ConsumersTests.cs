using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Relay.Contracts;
using Relay.Contracts.Clients;
using Relay.Contracts.Operations;
using Relay.Contracts.Telegram;
using Relay.Contracts.Wahelp;
using Relay.Delivery.Directory;
using Relay.Delivery.Messages;
using Relay.Delivery.Publishing;
using Relay.Delivery.Receiving;
using Relay.Delivery.Tables.Deliveries;
using Relay.Delivery.TellingTheOwner;
using Relay.ServiceDefaults.Bus;
using Relay.ServiceDefaults.Configuration;
using Relay.TelegramGateway.AskingForContact;
using Relay.TelegramGateway.Prompting;
using Relay.TelegramGateway.SendingMessages;
using Relay.TelegramGateway.SendingReplies;
using Relay.TelegramGateway.SettlingClientMessages;
using Relay.TelegramGateway.TelegramApi;
using Relay.TelegramGateway.TellingTheOwner;
using Relay.TelegramGateway.Tests.Fakes;

namespace Relay.TelegramGateway.Tests.Consuming;

public sealed class ConsumersTests : IDisposable
{
    private static readonly DateTimeOffset Since = DateTimeOffset.UnixEpoch.AddYears(56);

    private readonly FakeInbox inbox = new();
    private readonly FakeSettlement settlement = new();
    private readonly FakeOwner owner = new();
    private readonly FakeContacts contacts = new();
    private readonly FakeBusSender sender = new();
    private readonly FakeContactQuestions questions = new();
    private readonly FakeDirectory directory = new();
    private readonly TelegramOptions options = new() { OwnerChatId = 9 };
    private readonly ServiceProvider services;

    public ConsumersTests() => services = new ServiceCollection()
        .AddSingleton<IInbox>(inbox)
        .AddSingleton<ISettlement>(settlement)
        .AddSingleton<IOwnerNotices>(owner)
        .AddSingleton<ISharedContacts>(contacts)
        .AddSingleton<IBusSender>(sender)
        .AddSingleton<IContactQuestions>(questions)
        .AddSingleton<IClientDirectory>(directory)
        .AddSingleton(options)
        .AddSingleton(new RelayOptions())
        .AddSingleton<TimeProvider>(new Microsoft.Extensions.Time.Testing.FakeTimeProvider(Since))
        .AddLogging()
        .AddSingleton<Clients>()
        .AddSingleton<IReplyFiles, FakeReplyFiles>()
        .AddSingleton<FileSignal>()
        .AddSingleton<IConsumer<OperatorReplied>, OperatorRepliedConsumer>()
        .AddSingleton<IConsumer<ContactRefused>, ContactRefusedConsumer>()
        .AddSingleton<IConsumer<ClientLinked>, ClientLinkedConsumer>()
        .AddSingleton<IConsumer<OwnerMustKnow>, OwnerMustKnowConsumer>()
        .BuildServiceProvider();

    public void Dispose() => services.Dispose();

    [Fact]
    public async Task A_reply_is_stored_in_its_lane_under_its_phone()
    {
        var reply = new OperatorReplied
        {
            MessageId = Guid.NewGuid(),
            Lane = "c:+79991234567",
            Number = 5,
            Previous = 3,
            Channel = "c",
            Phone = "+79991234567",
            Text = "шалом 🙂\0",
            MaybeDuplicate = true,
            AcceptedAt = Since,
        };
        await ConsumeAsync(reply);

        var arrival = Assert.Single(inbox.Arrivals);
        Assert.Equal(
            (reply.MessageId, reply.Lane, reply.Phone, 5L, 3L, true),
            (arrival.MessageId, arrival.Lane, arrival.Party, arrival.Number, arrival.Previous, arrival.MaybeDuplicate));
        Assert.Equal(reply.Text, MessageJson.Read<OperatorReplied>(arrival.Body).Text);
        Assert.DoesNotContain('\0', arrival.Body);
    }

    [Fact]
    public async Task A_client_without_a_phone_is_asked_once_for_as_long_as_the_lane_waits()
    {
        var held = InEnglish(Undelivered(Reasons.NotLinked));
        await TellHeldAsync(held, held with { MessageId = Guid.NewGuid() }, held with { Since = Since.AddDays(8) });

        Assert.Equal(2, inbox.Locals.Count);
        Assert.Equal(new Prompt(PromptKind.AskContact, 501, RelayLanguage.En), MessageJson.Read<Prompt>(inbox.Locals[0].Body));
        Assert.Equal(("prompt:501", "501", "prompt"), (inbox.Locals[0].Lane, inbox.Locals[0].Party, inbox.Locals[0].Type));
    }

    [Fact]
    public async Task Other_waits_ask_for_nothing()
    {
        await TellHeldAsync(Undelivered(Reasons.BotBlocked));

        Assert.Empty(inbox.Locals);
    }

    [Fact]
    public async Task A_linked_client_is_thanked_once_and_what_waited_goes_on()
    {
        contacts.Contact = new ClientContactShared
        {
            MessageId = Guid.NewGuid(),
            BotId = 100,
            ChatId = 501,
            TelegramUserId = 501,
            Phone = "7999",
            Name = "",
            LanguageCode = "en",
            AcceptedAt = Since,
        };
        var linked = Linked(contacts.Contact.MessageId);
        await ConsumeAsync(linked, linked);

        Assert.Equal([("+79991234567", Reasons.NotLinked), ("+79991234567", Reasons.NotLinked)], inbox.Released);
        Assert.Equal(new Prompt(PromptKind.Thanks, 501, RelayLanguage.En), MessageJson.Read<Prompt>(Assert.Single(inbox.Locals).Body));
        Assert.Equal("linked", settlement.Settled[linked.CausedBy]);
        Assert.All(directory.Forgotten, link => Assert.Equal((linked.Phone, linked.TelegramUserId), link));
        Assert.Equal(2, directory.Forgotten.Count);
    }

    [Fact]
    public async Task Who_was_registered_by_another_system_is_not_thanked()
    {
        await ConsumeAsync(Linked(Guid.NewGuid()));

        Assert.Single(inbox.Released);
        Assert.Empty(inbox.Locals);
        Assert.Empty(settlement.Settled);
    }

    [Fact]
    public async Task A_contact_that_is_no_phone_is_refused_in_words_once()
    {
        var refused = new ContactRefused { CausedBy = Guid.NewGuid(), ChatId = 501, Reason = "not_a_phone" };
        await ConsumeAsync(refused, refused);

        Assert.Equal(new Prompt(PromptKind.NotAPhone, 501, RelayLanguage.Ru), MessageJson.Read<Prompt>(Assert.Single(inbox.Locals).Body));
        Assert.Equal("not_a_phone", settlement.Settled[refused.CausedBy]);
        Assert.Equal("contact_refused", Assert.Single(owner.Notices.Distinct()).Cause);
    }

    [Theory]
    [InlineData("+88801234567", "refused", "phone_unusable")]
    [InlineData("+88801234567", "no_such_messenger", "phone_unusable")]
    [InlineData("+88801234567", "expired", "expired")]
    [InlineData("+79161234567", "refused", "refused")]
    [InlineData(null, "refused", "refused")]
    public async Task A_message_refused_with_a_phone_that_no_country_has_is_refused_for_the_phone(string? sentTo, string reason, string said)
    {
        await TellFailedAsync(Undelivered(reason) with { SentTo = sentTo });

        Assert.Equal(said, MessageJson.Read<Prompt>(Assert.Single(inbox.Locals).Body).Reason);
    }

    [Fact]
    public async Task That_the_managers_system_takes_no_such_phone_is_said_once_per_number_to_the_client_and_to_the_owner()
    {
        var failed = Undelivered(Reasons.Refused) with { SentTo = "+88801234567" };
        var ofAnotherNumber = failed with { MessageId = Guid.NewGuid(), SentTo = "+88807654321" };
        var ofAnotherClient = failed with { MessageId = Guid.NewGuid(), Lane = "100:502" };
        await TellFailedAsync(failed, failed with { MessageId = Guid.NewGuid(), Since = Since.AddDays(8) }, ofAnotherNumber, ofAnotherClient);

        Assert.Equal([501, 501, 502], inbox.Locals.Select(local => MessageJson.Read<Prompt>(local.Body).ChatId));
        Assert.Equal(new Prompt(PromptKind.NotDelivered, 501, RelayLanguage.Ru, Reasons.PhoneUnusable), MessageJson.Read<Prompt>(inbox.Locals[0].Body));
        Assert.Equal(3, owner.Notices.Distinct().Count());
        Assert.Contains("предупредите их", owner.Notices[0].Words, StringComparison.Ordinal);
        Assert.All(owner.Notices, notice => Assert.DoesNotContain("8880", notice.Words + notice.Subject, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Of_a_message_that_failed_the_client_hears_once_and_the_owner_once_an_hour()
    {
        var failed = Undelivered(Reasons.Expired);
        await TellFailedAsync(failed, failed, failed with { MessageId = Guid.NewGuid(), Since = Since.AddMinutes(1) });

        Assert.Equal(2, inbox.Locals.Count);
        Assert.Equal(new Prompt(PromptKind.NotDelivered, 501, RelayLanguage.Ru, Reasons.Expired), MessageJson.Read<Prompt>(inbox.Locals[0].Body));
        Assert.Single(owner.Notices.Distinct());
    }

    [Fact]
    public async Task What_the_owner_must_know_is_stored_once_and_confirmed_every_time()
    {
        var notice = Notice();
        await ConsumeAsync(notice, notice);

        Assert.Equal("owner", Assert.Single(inbox.Locals).Lane);
        Assert.Equal([notice.MessageId, notice.MessageId], sender.Published.Cast<OwnerTold>().Select(told => told.MessageId));
    }

    [Fact]
    public async Task Without_an_owner_chat_it_is_confirmed_all_the_same()
    {
        options.OwnerChatId = null;
        await ConsumeAsync(Notice());

        Assert.Empty(inbox.Locals);
        Assert.Single(sender.Published);
    }

    [Fact]
    public async Task A_confirmation_that_cannot_go_costs_nothing_but_a_repeat()
    {
        sender.IsAway = true;
        await ConsumeAsync(Notice());

        Assert.Single(inbox.Locals);
    }

    /// <summary>From a database that has forgotten the message.</summary>
    private static UndeliveredMessage Undelivered(string reason) => new(Guid.NewGuid(), "100:501", reason, Since, SentTo: null, Stored: null);

    private static UndeliveredMessage InEnglish(UndeliveredMessage message) => message with
    {
        Stored = new AcceptedMessage(
            message.MessageId,
            nameof(ClientMessageReceived),
            MessageJson.Write(new ClientMessageReceived
            {
                MessageId = message.MessageId,
                Lane = message.Lane,
                Number = 1,
                Previous = 0,
                BotId = 100,
                ChatId = 501,
                TelegramUserId = 501,
                TelegramMessageId = 1,
                Name = "",
                LanguageCode = "en",
                Kind = ClientMessageKind.Text,
                Text = "hello",
                AcceptedAt = Since,
            }),
            Mark: null,
            Since,
            Outcome: null,
            HeldReason: null,
            SettledAt: null),
    };

    private Task TellHeldAsync(params UndeliveredMessage[] messages) => TellAsync(services.GetRequiredService<Clients>().TellHeldAsync, messages);

    private Task TellFailedAsync(params UndeliveredMessage[] messages) => TellAsync(services.GetRequiredService<Clients>().TellFailedAsync, messages);

    private static async Task TellAsync(Func<UndeliveredMessage, CancellationToken, Task> tell, UndeliveredMessage[] messages)
    {
        foreach (var message in messages)
        {
            await tell(message, TestContext.Current.CancellationToken);
        }
    }

    private static ClientLinked Linked(Guid causedBy) => new()
    {
        CausedBy = causedBy,
        Phone = "+79991234567",
        Name = "Иван",
        TelegramUserId = 501,
        ChatId = 501,
        LinkedAt = Since,
    };

    private static OwnerMustKnow Notice() => new() { MessageId = Guid.NewGuid(), Service = "wahelp-gateway", Cause = "x", Words = "y", Since = Since };

    /// <summary>One after another.</summary>
    private async Task ConsumeAsync<T>(params T[] messages)
        where T : class
    {
        foreach (var message in messages)
        {
            await services.GetRequiredService<IConsumer<T>>().Consume(StrictContext.Of(message));
        }
    }

    private sealed class FakeContacts : ISharedContacts
    {
        public ClientContactShared? Contact { get; set; }

        public Task<ClientContactShared?> FindAsync(Guid messageId, CancellationToken cancellationToken) =>
            Task.FromResult(Contact?.MessageId == messageId ? Contact : null);
    }

    private sealed class FakeBusSender : IBusSender
    {
        public Task<TAnswer> AskAsync<TQuestion, TAnswer>(TQuestion question, TimeSpan within, CancellationToken cancellationToken)
            where TQuestion : class
            where TAnswer : class => throw new NotSupportedException("Nobody answers questions here.");

        public bool IsAway { get; set; }

        public List<object> Published { get; } = [];

        public Task PublishAsync(object message, Type type, Guid messageId, System.Diagnostics.ActivityContext? parent, CancellationToken cancellationToken)
        {
            if (IsAway)
            {
                throw new OperationCanceledException();
            }

            Published.Add(message);
            return Task.CompletedTask;
        }

        public Task SendAsync(
            string endpoint, object message, Guid messageId, System.Diagnostics.ActivityContext? parent, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("Nothing is sent to one endpoint here.");
    }
}
