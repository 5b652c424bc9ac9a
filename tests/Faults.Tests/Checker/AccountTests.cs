using Relay.Harness;
using Relay.Harness.Checking;

namespace Relay.Faults.Tests.Checker;

/// <summary>The checker itself, on hand-made journals: it must find every violation of the promise.</summary>
public sealed class AccountTests
{
    private const long Chat = 6_000_001;
    private static readonly string Phone = SandboxClient.PhoneOf(Chat);
    private long seq;

    [Fact]
    public void What_was_confirmed_and_did_not_arrive_is_missing()
    {
        var account = Account.Of(Direction.ToWahelp, [.. Written(1), .. Written(2), .. Confirmed(1, 2), Arrived(1)]);

        Assert.Equal([new Numbered(Phone, 2)], account.Missing);
    }

    [Fact]
    public void What_was_never_confirmed_is_not_missing()
    {
        var account = Account.Of(Direction.ToWahelp, [.. Written(1), .. Written(2), .. Confirmed(1), Arrived(1)]);

        Assert.Empty(account.Missing);
        Assert.Single(account.Accepted);
    }

    [Fact]
    public void A_first_copy_behind_a_later_message_is_reordered_and_a_second_copy_is_not()
    {
        var overtaken = Account.Of(Direction.ToWahelp, [.. Written(1), .. Written(2), .. Confirmed(1, 2), Arrived(2), Arrived(1)]);
        var copied = Account.Of(Direction.ToWahelp, [.. Written(1), .. Written(2), .. Confirmed(1, 2), Arrived(1), Arrived(2), Arrived(1)]);

        Assert.Equal([new Numbered(Phone, 1)], overtaken.Reordered);
        Assert.Empty(copied.Reordered);
        Assert.Equal([new Numbered(Phone, 1)], copied.Doubled);
        Assert.Equal(1, copied.ExtraCopies);
    }

    [Fact]
    public void Replies_are_expected_in_the_order_in_which_their_webhooks_were_answered()
    {
        SeenEntry[] journal =
        [
            Entry(Seen.ManagerWrote, phone: Phone, id: 11, text: "ответ 1"), Entry(Seen.ManagerWrote, phone: Phone, id: 12, text: "ответ 2"),
            Entry(Seen.WebhookDelivered, id: 12), Entry(Seen.WebhookDelivered, id: 11), Entry(Seen.WebhookDelivered, id: 12),
            Entry(Seen.ChatDelivered, chat: Chat, text: "ответ 2"), Entry(Seen.ChatDelivered, chat: Chat, text: "ответ 1"),
        ];

        var account = Account.Of(Direction.ToChats, journal);

        Assert.Empty(account.Reordered);
        Assert.Empty(account.Missing);
        Assert.Equal(2, account.Accepted.Count);
    }

    [Fact]
    public void A_reply_whose_first_call_got_no_answer_may_stand_before_those_that_were_answered_until_its_repeat_and_no_others()
    {
        SeenEntry[] written = [.. Enumerable.Range(1, 3).Select(n => Entry(Seen.ManagerWrote, phone: Phone, id: 10 + n, text: $"ответ {n}"))];
        SeenEntry[] calls =
        [
            Entry(Seen.WebhookDelivered, id: 11), Entry(Seen.WebhookFailed, id: 13), Entry(Seen.WebhookDelivered, id: 12), Entry(Seen.WebhookDelivered, id: 13),
        ];
        SeenEntry[] Arrive(params int[] order) => [.. order.Select(n => Entry(Seen.ChatDelivered, chat: Chat, text: $"ответ {n}"))];

        Assert.Empty(Account.Of(Direction.ToChats, [.. written, .. calls, .. Arrive(1, 3, 2)]).Reordered);
        Assert.Empty(Account.Of(Direction.ToChats, [.. written, .. calls, .. Arrive(1, 2, 3)]).Reordered);
        Assert.Equal([new Numbered(Phone, 1)], Account.Of(Direction.ToChats, [.. written, .. calls, .. Arrive(3, 1, 2)]).Reordered);
    }

    [Fact]
    public void Prompts_notes_and_the_other_directions_messages_are_not_counted()
    {
        var account = Account.Of(
            Direction.ToChats,
            [Entry(Seen.ChatDelivered, chat: Chat, text: "Спасибо!"), Entry(Seen.ChatDelivered, chat: Chat, text: "вопрос 1")]);

        Assert.Empty(account.Delivered);
    }

    [Fact]
    public void Sends_without_an_answer_those_answered_with_5xx_and_those_abandoned_are_doubtful()
    {
        var account = Account.Of(
            Direction.ToWahelp,
            [
                Entry(Seen.WahelpRefused, phone: Phone) with { Status = 502 }, Entry(Seen.WahelpRefused, phone: Phone),
                Entry(Seen.WahelpRefused, phone: Phone) with { Status = 429 }, Arrived(1) with { Reason = "abort" },
                Entry(Seen.SendAbandoned, phone: Phone) with { Detail = "wahelp.send.messages" },
                Entry(Seen.SendAbandoned, chat: Chat) with { Detail = "telegram.sendMessage" },
            ]);

        Assert.Equal(4, account.DoubtfulSends);
    }

    [Fact]
    public void Only_a_double_whose_row_is_marked_is_forgiven()
    {
        var account = Account.Of(
            Direction.ToWahelp, [.. Written(1), .. Written(2), .. Confirmed(1, 2), Arrived(1), Arrived(1), Arrived(2), Arrived(2)]);

        var verdict = Verdict.Of(account, [Booked(1, "delivered", marked: true), Booked(2, "delivered", marked: false)]);

        Assert.Equal([new Numbered(Phone, 2)], verdict.UnmarkedDoubles);
        Assert.Contains("doubled without a mark", Assert.Single(verdict.Violations()), StringComparison.Ordinal);
    }

    [Fact]
    public void What_failed_is_lost_unless_somebody_was_told()
    {
        var account = Account.Of(Direction.ToWahelp, [.. Written(1), .. Written(2), .. Written(3), .. Confirmed(1, 2, 3)]);

        var verdict = Verdict.Of(
            account,
            [Booked(1, "failed", marked: false), Booked(2, "failed", marked: false) with { Told = false }, Booked(3, "pending", marked: false)]);

        Assert.Equal([new Numbered(Phone, 1)], verdict.Failed);
        Assert.Equal([new Numbered(Phone, 2), new Numbered(Phone, 3)], verdict.Lost);
        Assert.NotEmpty(verdict.Violations());
    }

    private static BookedMessage Booked(int number, string state, bool marked) => new(new Numbered(Phone, number), state, marked, Told: true);

    private IEnumerable<SeenEntry> Written(int number) =>
        [Entry(Seen.UpdateCreated, chat: Chat, text: Numbered.TextOf(Direction.ToWahelp, number)) with { UpdateId = number }];

    private IEnumerable<SeenEntry> Confirmed(params int[] numbers) =>
        numbers.Select(number => Entry(Seen.UpdateConfirmed, chat: Chat) with { UpdateId = number });

    private SeenEntry Arrived(int number) => Entry(Seen.WahelpAccepted, phone: Phone, text: Numbered.TextOf(Direction.ToWahelp, number));

    private SeenEntry Entry(string what, long? chat = null, string? phone = null, long? id = null, string? text = null) =>
        new(what, ++seq, DateTimeOffset.UnixEpoch, chat, phone, id, Text: text);
}
