using Microsoft.Extensions.Logging.Abstractions;
using Relay.Contracts;
using Relay.Contracts.Operations;
using Relay.Contracts.Wahelp;
using Relay.Delivery.Messages;
using Relay.Delivery.Providers;
using Relay.Delivery.Sending.Calling;
using Relay.Delivery.Sending;
using Relay.ServiceDefaults.Configuration;
using Relay.TelegramGateway.Prompting;
using Relay.TelegramGateway.SendingMessages;
using Relay.TelegramGateway.SendingReplies;
using Relay.TelegramGateway.TelegramApi;
using Relay.TelegramGateway.TellingTheOwner;
using Relay.TelegramGateway.Tests.Fakes;

namespace Relay.TelegramGateway.Tests.Sending;

/// <summary>Delivery's questions, and Telegram's view.</summary>
public sealed class MessageSenderTests : IAsyncLifetime, IChatTopics
{
    private static readonly DateTimeOffset AcceptedAt = DateTimeOffset.UnixEpoch.AddYears(56);

    private readonly FakeDirectory clients = new() { Client = FakeDirectory.Ivan };
    private readonly RelayOptions relay = new();
    private readonly TelegramOptions options = new() { OwnerChatId = 9 };
    private int? topic;
    private FakeTelegram telegram = null!;
    private TelegramConnection connection = null!;
    private readonly FakeLife life = new();
    private readonly FakeReplyFiles files = new();
    private MessageSender<TelegramPart> sender = null!;

    public async ValueTask InitializeAsync()
    {
        telegram = await FakeTelegram.StartAsync();
        connection = new TelegramConnection(telegram.Options);
        sender = new MessageSender<TelegramPart>(
            [new Reply(clients, files, relay), new PromptMessage(clients), new OwnerNoticeMessage(options)],
            [],
            new TelegramProvider(
                new TelegramMessages(connection, TimeProvider.System), new TelegramFiles(connection, files, new FakeInstances(), life, TimeProvider.System),
                new TelegramChanges(connection, TimeProvider.System), files, this, new BotAccount(connection, TimeProvider.System),
                NullLogger<TelegramProvider>.Instance),
            NullLogger<MessageSender<TelegramPart>>.Instance);
    }

    public async ValueTask DisposeAsync()
    {
        connection.Dispose();
        life.Dispose();
        await telegram.DisposeAsync();
    }

    [Fact]
    public async Task A_reply_goes_to_the_chat_of_its_phone()
    {
        Assert.Equal([(501L, "Добрый день!")], await DeliverAsync(Reply("Добрый день!")));
    }

    [Fact]
    public async Task A_reply_goes_into_the_topic_that_the_client_wrote_in_and_a_prompt_where_it_belongs()
    {
        topic = 7;

        await DeliverAsync(Reply("Добрый день!"));
        Assert.Equal(7, Assert.Single(telegram.Calls).Body.GetProperty("message_thread_id").GetInt32());
        await DeliverAsync(Prompt(PromptKind.Thanks));
        Assert.False(Assert.Single(telegram.Calls).Body.TryGetProperty("message_thread_id", out _));
    }

    [Theory]
    [InlineData("Bad Request: message thread not found")]
    [InlineData("Bad Request: TOPIC_DELETED")]
    public async Task A_reply_whose_topic_is_gone_goes_to_the_main_conversation(string description)
    {
        topic = 7;
        telegram.Answer("sendMessage", 400, $$"""{"ok":false,"error_code":400,"description":"{{description}}"}""");

        await DeliverAsync(Reply("Добрый день!"));

        Assert.Equal([true, false], telegram.Calls.Select(call => call.Body.TryGetProperty("message_thread_id", out _)));
    }

    public Task<int?> FindAsync(long chatId) => Task.FromResult(topic);

    [Fact]
    public async Task An_edited_reply_is_marked()
    {
        Assert.Equal([(501L, "✏️ Добрый день!")], await DeliverAsync(Reply("Добрый день!", isEdit: true)));
    }

    [Fact]
    public async Task A_long_reply_goes_part_by_part_and_a_resume_starts_at_the_first_part_not_done()
    {
        var text = string.Concat(Enumerable.Repeat("абвг ", 2000));

        Assert.Equal(text, string.Concat((await DeliverAsync(Reply(text))).Select(sent => sent.Text)));
        Assert.Equal(TextSplitter.Split(text)[2], Assert.Single(await DeliverAsync(Reply(text) with { PartsDone = 2 })).Text);
    }

    [Fact]
    public async Task Parts_without_anything_to_see_are_left_out()
    {
        Assert.Equal(
            ["a" + new string(' ', 4095), "b"],
            (await DeliverAsync(Reply("a" + new string(' ', 12000) + "b"))).Select(sent => sent.Text.TrimStart() is "b" ? "b" : sent.Text));
    }

    [Theory]
    [InlineData(RelayLanguage.Ru, "Asia/Yekaterinburg", 16, "(написано 01.01 в 05:00)\n✏️ Добрый день!")]
    [InlineData(RelayLanguage.En, "Europe/Moscow", 16, "(written on 1 Jan at 03:00)\n✏️ Добрый день!")]
    [InlineData(RelayLanguage.Ru, "Europe/Moscow", 15, "✏️ Добрый день!")]
    public async Task A_reply_that_was_first_sent_long_after_it_was_written_says_when_by_the_companys_clock(
        RelayLanguage language, string zone, int minutes, string expected)
    {
        (relay.Language, relay.TimeZone) = (language, zone);

        Assert.Equal([(501L, expected)], await DeliverAsync(Reply("Добрый день!", isEdit: true) with { FirstAttemptAt = AcceptedAt.AddMinutes(minutes) }));
    }

    [Fact]
    public async Task It_is_when_it_was_written_that_a_late_reply_says_not_when_it_was_stored()
    {
        var reply = Reply("a") with { FirstAttemptAt = AcceptedAt };
        var written = MessageJson.Read<OperatorReplied>(reply.Body) with { WrittenAt = AcceptedAt.AddHours(-2) };

        Assert.Equal([(501L, "(написано 01.01 в 01:00)\na")], await DeliverAsync(reply with { Body = MessageJson.Write(written) }));
    }

    [Fact]
    public async Task A_long_late_reply_says_so_in_its_first_part_and_a_resume_finds_the_same_parts()
    {
        var late = Reply(string.Concat(Enumerable.Repeat("абвг ", 2000))) with { FirstAttemptAt = AcceptedAt.AddDays(1) };

        var parts = await DeliverAsync(late);

        Assert.StartsWith("(написано 01.01 в 03:00)\nабвг ", parts[0].Text, StringComparison.Ordinal);
        Assert.Equal("(написано 01.01 в 03:00)\n" + MessageJson.Read<OperatorReplied>(late.Body).Text, string.Concat(parts.Select(part => part.Text)));
        Assert.All(parts, part => Assert.True(part.Text.Length <= TextSplitter.Limit));
        Assert.Equal(parts.Skip(2), await DeliverAsync(late with { PartsDone = 2 }));
    }

    [Fact]
    public async Task Notifications_and_what_the_relay_itself_says_never_say_when_they_were_written()
    {
        var reply = Reply("Заказ готов");
        var notification = reply with { Body = MessageJson.Write(MessageJson.Read<OperatorReplied>(reply.Body) with { IsNotification = true }) };

        Assert.Equal([(501L, "Заказ готов")], await DeliverAsync(notification with { FirstAttemptAt = AcceptedAt.AddDays(1) }));
        Assert.Equal([(501L, Words.Greeting(RelayLanguage.Ru))], await DeliverAsync(Prompt(PromptKind.Start) with { FirstAttemptAt = AcceptedAt.AddDays(1) }));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \n\t ")]
    public async Task A_reply_without_anything_to_see_fails_without_a_call(string text)
    {
        Assert.Equal(new Recipient.Failed(Reasons.TextRefused), await ResolveAsync(Reply(text)));
        Assert.Equal(0, clients.Calls);
    }

    [Fact]
    public async Task A_reply_to_an_unknown_phone_is_held()
    {
        clients.Client = null;

        Assert.Equal(new Recipient.Held(Reasons.NotLinked), await ResolveAsync(Reply("a")));
    }

    [Fact]
    public async Task Without_the_directory_nothing_is_decided()
    {
        clients.IsAway = true;

        Assert.IsType<Recipient.Unavailable>(await ResolveAsync(Reply("a")));
        Assert.IsType<Recipient.Unavailable>(await ResolveAsync(Prompt(PromptKind.Start)));
    }

    [Theory]
    [InlineData(1, 0, true)]
    [InlineData(-1, 0, true)]
    [InlineData(-61, 0, false)]
    [InlineData(-3600, 7200, true)]
    [InlineData(-3600, 60, false)]
    public async Task A_reply_written_before_the_phone_moved_or_within_a_minute_of_it_is_not_shown_to_the_new_account(
        int movedSecondsAfter, int writtenSecondsBefore, bool fails)
    {
        clients.Client = FakeDirectory.Ivan with { MovedAt = AcceptedAt.AddSeconds(movedSecondsAfter) };
        var reply = Reply("a");
        var written = MessageJson.Read<OperatorReplied>(reply.Body) with { WrittenAt = AcceptedAt.AddSeconds(-writtenSecondsBefore) };

        var recipient = await ResolveAsync(reply with { Body = MessageJson.Write(written) });

        Assert.Equal(fails ? new Recipient.Failed(Reasons.ClientChanged) : new Recipient.Known("+79991234567", 501, "Иван"), recipient);
    }

    [Theory]
    [InlineData(RelayLanguage.Ru, "📱 Отправить мой номер")]
    [InlineData(RelayLanguage.En, "📱 Share my phone number")]
    public async Task An_unknown_client_is_asked_for_the_contact_in_the_own_language(RelayLanguage language, string button)
    {
        clients.Client = null;
        await DeliverAsync(Prompt(PromptKind.AskContact, language));

        var key = Assert.Single(telegram.Calls).Body.GetProperty("reply_markup").GetProperty("keyboard")[0][0];
        Assert.Equal((button, true), (key.GetProperty("text").GetString(), key.GetProperty("request_contact").GetBoolean()));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Who_is_linked_is_not_asked(int kind)
    {
        Assert.IsType<Recipient.Needless>(await ResolveAsync(Prompt((PromptKind)kind)));
    }

    [Fact]
    public async Task A_start_greets_who_is_linked_and_asks_who_is_not()
    {
        Assert.Equal([(501L, Words.Greeting(RelayLanguage.Ru))], await DeliverAsync(Prompt(PromptKind.Start)));
        clients.Client = null;
        Assert.Equal([(501L, Words.AskContact(RelayLanguage.Ru))], await DeliverAsync(Prompt(PromptKind.Start)));
    }

    [Fact]
    public async Task The_keyboard_goes_away_with_the_thanks()
    {
        await DeliverAsync(Prompt(PromptKind.Thanks));

        Assert.True(Assert.Single(telegram.Calls).Body.GetProperty("reply_markup").GetProperty("remove_keyboard").GetBoolean());
    }

    [Fact]
    public async Task The_owner_reads_who_says_what()
    {
        var notice = new OwnerMustKnow { MessageId = Guid.NewGuid(), Service = "wahelp-gateway", Cause = "x", Words = "Внимание", Since = AcceptedAt };

        Assert.Equal([(9L, "⚠️ wahelp-gateway: Внимание")], await DeliverAsync(Message(KindNames.OwnerNotice, MessageJson.Write(notice))));
    }

    [Theory]
    [InlineData("prompt", "{")]
    [InlineData("prompt", "null")]
    [InlineData("OperatorReplied", "{}")]
    public async Task A_row_that_cannot_be_read_fails_and_harms_nobody(string type, string body)
    {
        Assert.Equal(new Recipient.Failed(Reasons.Refused), await ResolveAsync(Message(type, body)));
    }

    [Fact]
    public async Task A_kind_that_only_a_newer_instance_knows_waits_for_it()
    {
        Assert.IsType<Recipient.Unavailable>(await ResolveAsync(Message("from_the_future", "{}")));
    }

    private static OutgoingMessage Reply(string text, bool isEdit = false) => Message(nameof(OperatorReplied), MessageJson.Write(new OperatorReplied
    {
        MessageId = Guid.NewGuid(),
        Lane = "c:+79991234567",
        Number = 1,
        Previous = 0,
        Channel = "c",
        Phone = "+79991234567",
        Text = text,
        IsEdit = isEdit,
        AcceptedAt = AcceptedAt,
    }));

    private static OutgoingMessage Prompt(PromptKind kind, RelayLanguage language = RelayLanguage.Ru) =>
        Message("prompt", new Prompt(kind, 501, language).ToLocal(Guid.NewGuid()).Body);

    private static OutgoingMessage Message(string type, string body) => new()
    {
        MessageId = Guid.NewGuid(),
        Lane = "lane",
        Number = 1,
        Type = type,
        Body = body,
        PartsDone = 0,
        MaybeDuplicate = false,
        ReceivedAt = AcceptedAt,
    };

    private ValueTask<Recipient> ResolveAsync(OutgoingMessage message) => sender.ResolveAsync(message, TestContext.Current.CancellationToken);

    /// <summary>Does what Delivery does with a successful message.</summary>
    private async Task<List<(long Chat, string Text)>> DeliverAsync(OutgoingMessage message)
    {
        telegram.Calls.Clear();
        for (var more = true; more; message = message with { PartsDone = message.PartsDone + 1 })
        {
            var known = Assert.IsType<Recipient.Known>(await ResolveAsync(message));
            telegram.Answer("sendMessage", 200, """{"ok":true,"result":{"message_id":1}}""");
            more = Assert.IsType<SendOutcome.Delivered>(await sender.SendAsync(message, known, TestContext.Current.CancellationToken)).MoreParts;
        }

        return [.. telegram.Calls.Select(call => (call.Body.GetProperty("chat_id").GetInt64(), call.Body.GetProperty("text").GetString()!))];
    }
}
