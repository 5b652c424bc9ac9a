using System.Reflection;
using Relay.Contracts;
using Relay.Contracts.Wahelp;
using Relay.Delivery.Messages;
using Relay.Delivery.Providers;
using Relay.Delivery.Receiving;
using Relay.Delivery.TellingTheOwner;
using Relay.ServiceDefaults.Configuration;
using Relay.WahelpGateway.Persistence;
using Relay.WahelpGateway.ReportingToOperators;
using Relay.WahelpGateway.Tests.Fakes;
using Relay.WahelpGateway.WahelpApi;

namespace Relay.WahelpGateway.Tests.ReportingToOperators;

public sealed class NotesTests : IInbox, IOwnerNotices
{
    private const string Lane = FakeWahelp.Channel + ":" + Webhooks.Phone;
    private static readonly DateTimeOffset Since = DateTimeOffset.UnixEpoch.AddYears(50);

    private readonly Dictionary<Guid, LocalMessage> stored = [];
    private readonly List<OwnerNotice> told = [];

    public static TheoryData<string> AllReasons =>
        [.. typeof(Reasons).GetFields(BindingFlags.Public | BindingFlags.Static).Select(reason => (string)reason.GetRawConstantValue()!), "of_tomorrow"];

    [Fact]
    public async Task A_held_reply_makes_one_note_for_one_cause()
    {
        var notes = Notes(WahelpProfile.Messages);

        await notes.TellHeldAsync(Held(Reasons.NotLinked, Since), TestContext.Current.CancellationToken);
        await notes.TellHeldAsync(Held(Reasons.NotLinked, Since), TestContext.Current.CancellationToken);
        await notes.TellHeldAsync(Held(Reasons.BotBlocked, Since), TestContext.Current.CancellationToken);
        await notes.TellHeldAsync(Held(Reasons.NotLinked, Since.AddDays(1)), TestContext.Current.CancellationToken);

        Assert.Equal(3, stored.Count);
        Assert.All(stored.Values, note => Assert.Equal(("note:" + Webhooks.Phone, Webhooks.Phone, "note"), (note.Lane, note.Party, note.Type)));
        Assert.Empty(told);
    }

    [Fact]
    public async Task A_hold_and_a_failure_of_one_moment_are_two_notes()
    {
        var notes = Notes(WahelpProfile.Messages);

        await notes.TellHeldAsync(Held(Reasons.NotLinked, Since), TestContext.Current.CancellationToken);
        await notes.TellFailedAsync(Failed(Reasons.NotLinked), TestContext.Current.CancellationToken);

        Assert.Equal(2, stored.Count);
    }

    [Fact]
    public async Task The_manager_hears_once_that_another_account_has_proven_the_phone()
    {
        var notes = Notes(WahelpProfile.Messages);

        await notes.TellMovedAsync(Webhooks.Phone, Since, TestContext.Current.CancellationToken);
        await notes.TellMovedAsync(Webhooks.Phone, Since, TestContext.Current.CancellationToken);

        var note = Assert.Single(stored.Values);
        Assert.Equal(("note:" + Webhooks.Phone, Webhooks.Phone), (note.Lane, note.Party));
        var text = new NoteMessage(FakeWahelp.Options(), new RelayOptions()).TextOf(Webhooks.Row(Guid.NewGuid(), "note", note.Body));
        Assert.Contains("Этот номер подтвердил другой аккаунт Telegram", text, StringComparison.Ordinal);
        await Notes(WahelpProfile.SendMessage).TellMovedAsync(Webhooks.Phone, Since, TestContext.Current.CancellationToken);
        Assert.Equal("phone_moved", Assert.Single(told).Cause);
    }

    [Fact]
    public async Task In_profile_send_message_there_is_never_a_note_and_the_owner_is_told()
    {
        var notes = Notes(WahelpProfile.SendMessage);

        await notes.TellHeldAsync(Held(Reasons.NotLinked, Since), TestContext.Current.CancellationToken);
        await notes.TellFailedAsync(Failed(Reasons.UserDeactivated), TestContext.Current.CancellationToken);

        Assert.Empty(stored);
        Assert.Equal(["reply_held", "reply_failed"], told.Select(notice => notice.Cause));
        Assert.All(told, notice => Assert.DoesNotContain("999", notice.Words + notice.Subject, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_note_that_waited_while_the_profile_changed_is_needless()
    {
        var note = Webhooks.Row(Guid.NewGuid(), "note", MessageJson.Write(new Note(Webhooks.Phone, Reasons.NotLinked, Held: true)));

        Assert.IsType<Recipient.Needless>(await Message("send_message").ResolveAsync(note, TestContext.Current.CancellationToken));
        Assert.Equal(
            new Recipient.Known(Webhooks.Phone, null),
            await Message("messages").ResolveAsync(note, TestContext.Current.CancellationToken));

        static NoteMessage Message(string profile) => new(FakeWahelp.Options(options => options.ProfileName = profile), new RelayOptions());
    }

    [Theory]
    [MemberData(nameof(AllReasons))]
    public void Every_reason_has_words_in_both_languages_and_they_bear_the_mark(string reason)
    {
        foreach (var held in new[] { true, false })
        {
            var note = Webhooks.Row(Guid.NewGuid(), "note", MessageJson.Write(new Note(Webhooks.Phone, reason, held)));
            var russian = new NoteMessage(FakeWahelp.Options(), new RelayOptions()).TextOf(note);
            var english = new NoteMessage(FakeWahelp.Options(), new RelayOptions { Language = RelayLanguage.En }).TextOf(note);

            Assert.True(NoteMark.Is(russian) && NoteMark.Is(english));
            Assert.Contains("твет", russian, StringComparison.Ordinal);
            Assert.Contains("repl", english, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain('_', russian + english); // words, not wire values
        }
    }

    [Fact]
    public async Task A_note_about_a_notification_calls_it_so()
    {
        var failed = Stored(Failed(Reasons.BotBlocked), "текст", AcceptedNotification.MarkOf(Webhooks.Phone, "текст"));

        await Notes(WahelpProfile.Messages).TellFailedAsync(failed, TestContext.Current.CancellationToken);

        var words = new NoteMessage(FakeWahelp.Options(), new RelayOptions()).TextOf(Webhooks.Row(Guid.NewGuid(), "note", stored.Values.Single().Body));
        Assert.Contains("Уведомление «текст» не доставлено", words, StringComparison.Ordinal);
        Assert.DoesNotContain("твет", words, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Да, в 10", "«Да, в 10»")]
    [InlineData("Здравствуйте!\r\n\r\n\tВаш  заказ", "«Здравствуйте! Ваш заказ»")]
    [InlineData("\u202eзаказ\u2066\u0007 готов", "«заказ готов»")]
    [InlineData("12345678901234567890123456789012345678👨‍👩‍👧 и ещё столько же", "«12345678901234567890123456789012345678…»")]
    [InlineData("1234567890123456789012345👨‍👩‍👧 конец", "«1234567890123456789012345👨‍👩‍👧 конец»")]
    public async Task A_note_says_which_reply_was_refused_by_how_it_begins(string text, string quoted)
    {
        var failed = Stored(Failed(Reasons.TextRefused), text);

        await Notes(WahelpProfile.Messages).TellFailedAsync(failed, TestContext.Current.CancellationToken);

        var words = new NoteMessage(FakeWahelp.Options(), new RelayOptions()).TextOf(Webhooks.Row(Guid.NewGuid(), "note", stored.Values.Single().Body));
        Assert.Contains($"Ответ {quoted} не доставлен", words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_owner_whose_notices_may_be_logged_gets_nothing_of_the_reply()
    {
        var failed = Stored(Failed(Reasons.TextRefused), "секрет");

        await Notes(WahelpProfile.SendMessage).TellFailedAsync(failed, TestContext.Current.CancellationToken);

        var notice = Assert.Single(told);
        Assert.DoesNotContain("секрет", notice.Words + notice.Subject + notice.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_note_that_fails_makes_no_note_but_tells_the_owner()
    {
        var managers = new Managers(Notes(WahelpProfile.Messages), this, new RelayOptions());

        await managers.TellOwnFailedAsync(Webhooks.Row(Guid.NewGuid(), "note", "{}"), Reasons.Refused, TestContext.Current.CancellationToken);

        Assert.Equal("note_failed", Assert.Single(told).Cause);
        Assert.Empty(stored);
    }

    [Fact]
    public async Task The_manager_is_told_also_of_a_reply_that_the_database_has_forgotten()
    {
        await Notes(WahelpProfile.Messages).TellFailedAsync(Failed(Reasons.UserDeactivated), TestContext.Current.CancellationToken);

        var note = MessageJson.Read<Note>(Assert.Single(stored.Values).Body);
        Assert.Equal((Webhooks.Phone, Reasons.UserDeactivated, ""), (note.Phone, note.Reason, note.Beginning));
    }

    Task IInbox.StoreAsync(Arrival arrival, CancellationToken cancellationToken) => throw new NotSupportedException();

    Task IInbox.StoreAsync(IReadOnlyList<LocalMessage> messages, CancellationToken cancellationToken)
    {
        foreach (var message in messages)
        {
            stored.TryAdd(message.MessageId, message);
        }

        return Task.CompletedTask;
    }

    Task IInbox.ReleaseChatAsync(long chatId, string reason, CancellationToken cancellationToken) => throw new NotSupportedException();

    Task<bool> IInbox.ReopenAsync(Arrival arrival, string reason, CancellationToken cancellationToken) => throw new NotSupportedException();

    Task IInbox.WakeAsync(Guid messageId, CancellationToken cancellationToken) => throw new NotSupportedException();

    Task IInbox.ReleaseAsync(IReadOnlyList<string> parties, string reason, CancellationToken cancellationToken) => throw new NotSupportedException();

    Task IOwnerNotices.TellAsync(OwnerNotice notice, CancellationToken cancellationToken)
    {
        told.Add(notice);
        return Task.CompletedTask;
    }

    private static UndeliveredMessage Held(string reason, DateTimeOffset since) => new(Guid.NewGuid(), Lane, reason, since, SentTo: null, Stored: null);

    private static UndeliveredMessage Failed(string reason) => Held(reason, Since);

    private static UndeliveredMessage Stored(UndeliveredMessage message, string text, string? mark = null)
    {
        var reply = new OperatorReplied
        {
            MessageId = message.MessageId,
            Lane = Lane,
            Number = 1,
            Previous = 0,
            Channel = FakeWahelp.Channel,
            Phone = Webhooks.Phone,
            Text = text,
            AcceptedAt = Since,
        };
        return message with
        {
            Stored = new AcceptedMessage(
                message.MessageId, nameof(OperatorReplied), MessageJson.Write(reply), mark, Since, Outcome: null, HeldReason: null, SettledAt: null),
        };
    }

    private Notes Notes(WahelpProfile profile) =>
        new(
            this, this, FakeWahelp.Options(options => options.ProfileName = profile == WahelpProfile.SendMessage ? "send_message" : "messages"),
            new RelayOptions(), TimeProvider.System);
}
