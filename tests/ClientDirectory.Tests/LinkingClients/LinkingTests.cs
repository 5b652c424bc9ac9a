using MassTransit;
using Relay.Contracts.Clients;
using Relay.Contracts.Operations;
using Relay.Contracts.Telegram;
using Relay.Harness;

namespace Relay.ClientDirectory.Tests.LinkingClients;

[Collection(DirectoryTestGroup.Name)]
public class LinkingTests(Directory directory)
{
    [Fact]
    public async Task A_shared_contact_links_the_phone_and_is_announced()
    {
        var (digits, account) = (Any.Digits(), Any.Account());
        var contact = Any.Contact($"7{digits}", account);

        var linked = await ShareAsync(contact);

        Assert.Equal(
            new ClientLinked
            {
                CausedBy = contact.MessageId,
                Phone = $"+7{digits}",
                Name = "Иван Петров",
                TelegramUserId = account,
                ChatId = account,
                LinkedAt = contact.AcceptedAt,
            },
            linked);
        var found = await FindAsync(account);
        Assert.Equal((linked.Phone, linked.LinkedAt, null), (found.Phone, found.LinkedAt, found.MovedAt));
    }

    [Theory]
    [InlineData("84912345678", "+84912345678")]
    [InlineData("4741234567", "+4741234567")]
    [InlineData("88801234567", "+88801234567")]
    public async Task A_contacts_phone_is_international_whatever_the_home_region_is_and_whatever_the_library_knows(string phone, string e164)
    {
        var account = Any.Account();

        var linked = await ShareAsync(Any.Contact("", account) with { Phone = phone });

        Assert.Equal(e164, linked.Phone);
        Assert.Equal(account, (await FindAsync(e164)).TelegramUserId);
    }

    [Fact]
    public async Task A_repeated_contact_changes_nothing_and_is_answered_again()
    {
        var contact = Any.Contact(Any.Digits(), Any.Account());
        var first = await ShareAsync(contact);

        var second = await ShareAsync(contact, count: 2);

        Assert.Equal(first, second);
        Assert.Equal(1L, await directory.QueryAsync<long>("SELECT count(*) FROM link_history WHERE phone = $1", first.Phone));
    }

    [Fact]
    public async Task A_contact_shared_anew_keeps_since_when_the_client_is_linked()
    {
        var (digits, account) = (Any.Digits(), Any.Account());
        var first = await ShareAsync(Any.Contact(digits, account));

        var second = await ShareAsync(Any.Contact($"+7{digits}", account, name: "Другое Имя", at: Any.Now().AddMinutes(1)));

        Assert.Equal((first.LinkedAt, first.Name, first.MovedAt), (second.LinkedAt, second.Name, second.MovedAt));
    }

    [Fact]
    public async Task A_phone_that_another_account_proves_moves_there()
    {
        var (digits, old, now) = (Any.Digits(), Any.Account(), Any.Account());
        var first = await ShareAsync(Any.Contact(digits, old));
        var contact = Any.Contact(digits, now, name: "Новый", at: Any.Now().AddSeconds(1));

        var moved = await ShareAsync(contact);

        Assert.Equal((now, "Новый", contact.AcceptedAt), (moved.TelegramUserId, moved.Name, moved.LinkedAt));
        Assert.NotNull(moved.MovedAt);
        Assert.True(moved.MovedAt >= contact.AcceptedAt);
        var unlinked = await directory.Heard.NextAsync<ClientUnlinked>(gone => gone.CausedBy == contact.MessageId);
        Assert.Equal((first.Phone, old, moved.MovedAt, true), (unlinked.Phone, unlinked.TelegramUserId, unlinked.UnlinkedAt, unlinked.ByProof));
        Assert.Null(await TryFindAsync(old));
        Assert.Equal(moved.MovedAt, (await FindAsync(now)).MovedAt);
        Assert.Equal(2L, await directory.QueryAsync<long>("SELECT count(*) FROM link_history WHERE phone = $1", first.Phone));
        Assert.Equal(1L, await directory.QueryAsync<long>("SELECT count(*) FROM link_history WHERE phone = $1 AND ended_at IS NOT NULL", first.Phone));
    }

    [Fact]
    public async Task A_late_repeat_of_the_old_contact_does_not_move_the_phone_back()
    {
        var (digits, old, now) = (Any.Digits(), Any.Account(), Any.Account());
        var first = Any.Contact(digits, old);
        await ShareAsync(first);
        await ShareAsync(Any.Contact(digits, now, at: Any.Now().AddSeconds(1)));

        await ShareAsync(first, count: 2);

        await directory.Heard.NextAsync<ClientUnlinked>(gone => gone.CausedBy == first.MessageId && gone.TelegramUserId == old);
        Assert.Equal(now, (await FindAsync($"+7{digits}")).TelegramUserId);
    }

    [Fact]
    public async Task Of_two_contacts_the_one_shared_later_counts_whichever_arrives_first()
    {
        var (digits, earlier, later) = (Any.Digits(), Any.Account(), Any.Account());
        var start = Any.Now();
        await ShareAsync(Any.Contact(digits, later, at: start.AddSeconds(10)));

        var overtaken = Any.Contact(digits, earlier, at: start);
        await ShareAsync(overtaken);

        await directory.Heard.NextAsync<ClientUnlinked>(gone => gone.CausedBy == overtaken.MessageId && gone.TelegramUserId == earlier);
        Assert.Equal(later, (await FindAsync($"+7{digits}")).TelegramUserId);
        Assert.Null(await TryFindAsync(earlier));
    }

    [Fact]
    public async Task Messages_of_an_account_with_several_phones_go_under_the_one_linked_last()
    {
        var (one, other, account) = (Any.Digits(), Any.Digits(), Any.Account());
        var start = Any.Now();
        await ShareAsync(Any.Contact(one, account, at: start));
        await ShareAsync(Any.Contact(other, account, at: start.AddSeconds(1)));
        Assert.Equal($"+7{other}", (await FindAsync(account)).Phone);

        await ShareAsync(Any.Contact(one, account, at: start.AddSeconds(2)));

        Assert.Equal($"+7{one}", (await FindAsync(account)).Phone);
        Assert.Equal(account, (await FindAsync($"+7{other}")).TelegramUserId);
    }

    [Theory]
    [InlineData("not a phone")]
    [InlineData("")]
    [InlineData("123")]
    [InlineData("+7916\u0000123")]
    public async Task What_is_no_phone_is_refused(string phone)
    {
        var contact = Any.Contact(phone, Any.Account());
        await directory.Bus.Publish(contact);

        var refused = await directory.Heard.NextAsync<ContactRefused>(answer => answer.CausedBy == contact.MessageId);

        Assert.Equal((contact.ChatId, "ru", "not_a_phone"), (refused.ChatId, refused.LanguageCode, refused.Reason));
    }

    [Fact]
    public async Task Many_accounts_that_share_one_phone_at_once_leave_one_link_and_the_whole_history()
    {
        var digits = Any.Digits();
        var start = Any.Now();
        var contacts = Enumerable.Range(0, 40).Select(second => Any.Contact(digits, Any.Account(), at: start.AddSeconds(second))).ToList();

        await Task.WhenAll(contacts.Select(contact => directory.Bus.Publish(contact)));

        foreach (var contact in contacts)
        {
            await directory.Heard.NextAsync<ClientLinked>(linked => linked.CausedBy == contact.MessageId);
        }

        Assert.Equal(contacts[^1].TelegramUserId, (await FindAsync($"+7{digits}")).TelegramUserId);
        Assert.Equal(40L, await directory.QueryAsync<long>("SELECT count(*) FROM link_history WHERE phone = $1", $"+7{digits}"));
        Assert.Equal(1L, await directory.QueryAsync<long>("SELECT count(*) FROM link_history WHERE phone = $1 AND ended_at IS NULL", $"+7{digits}"));
    }

    [Fact]
    public async Task A_registration_links_in_the_private_chat_and_repeating_it_is_harmless()
    {
        var (digits, account) = (Any.Digits(), Any.Account());
        var command = Any.Registration($"8{digits}", account, "Из CRM");
        await directory.Bus.Publish(command);
        var first = await directory.Heard.NextAsync<ClientLinked>(linked => linked.CausedBy == command.MessageId);

        await directory.Bus.Publish(command);
        var second = await directory.Heard.NextAsync<ClientLinked>(linked => linked.CausedBy == command.MessageId, count: 2);

        Assert.Equal(first, second);
        Assert.Equal((account, account, "Из CRM"), (first.TelegramUserId, first.ChatId, first.Name));
    }

    [Fact]
    public async Task A_registration_never_overrides_a_proven_link()
    {
        var (digits, another, owner, stranger) = (Any.Digits(), Any.Digits(), Any.Account(), Any.Account());
        await ShareAsync(Any.Contact(digits, owner));

        await directory.Bus.Publish(Any.Registration(digits, stranger));
        var elsewhere = Any.Registration(another, owner);
        await directory.Bus.Publish(elsewhere);
        await directory.Heard.NextAsync<ClientLinked>(linked => linked.CausedBy == elsewhere.MessageId);

        Assert.Equal(owner, (await FindAsync($"+7{digits}")).TelegramUserId);
        Assert.Equal($"+7{digits}", (await FindAsync(owner)).Phone);
        Assert.Null(await TryFindAsync(stranger));
    }

    [Fact]
    public async Task A_contact_takes_the_phone_from_a_mere_registration()
    {
        var (digits, registered, owner) = (Any.Digits(), Any.Account(), Any.Account());
        var command = Any.Registration(digits, registered);
        await directory.Bus.Publish(command);
        await directory.Heard.NextAsync<ClientLinked>(linked => linked.CausedBy == command.MessageId);

        var moved = await ShareAsync(Any.Contact(digits, owner, at: Any.Now().AddMinutes(-5)));

        Assert.NotNull(moved.MovedAt);
        Assert.Equal(owner, (await FindAsync($"+7{digits}")).TelegramUserId);
    }

    [Fact]
    public async Task An_empty_name_is_filled_by_the_contact()
    {
        var (digits, account) = (Any.Digits(), Any.Account());
        await ShareAsync(Any.Contact(digits, account, name: ""));

        var named = await ShareAsync(Any.Contact(digits, account, name: "\u202eИв\u0007ан\u0000\n"));

        Assert.Equal("Иван\uFFFD", named.Name);
    }

    [Fact]
    public async Task A_registration_without_a_phone_is_put_aside_and_the_owner_hears_of_it_until_told()
    {
        var command = Any.Registration("+7 no phone", Any.Account());
        await directory.Bus.Publish(command);

        // The notice is one for all letters of the hour: another test's letter may have caused it first.
        await Waiting.UntilAsync(
            async () => await directory.QueryAsync<long>("SELECT count(*) FROM dead WHERE key = $1", command.MessageId.ToString()) == 1,
            Directory.Patience,
            "the command is a dead letter");
        var notice = await directory.Heard.NextAsync<OwnerMustKnow>(said => said.Cause == "dead_letters");

        Assert.Equal("client-directory", notice.Service);
        await directory.Bus.Publish(new OwnerTold { MessageId = notice.MessageId });
        await Waiting.UntilAsync(
            async () => await directory.QueryAsync<long>("SELECT count(*) FROM told WHERE message_id = $1", notice.MessageId) == 1,
            Directory.Patience,
            "it is remembered that the owner was told");
    }

    private async Task<ClientLinked> ShareAsync(ClientContactShared contact, int count = 1)
    {
        await directory.Bus.Publish(contact);
        return await directory.Heard.NextAsync<ClientLinked>(linked => linked.CausedBy == contact.MessageId, count);
    }

    private async Task<ClientFound> FindAsync(long account) => await TryFindAsync(account) ?? throw new InvalidOperationException("Not linked.");

    private Task<ClientFound?> TryFindAsync(long account) => directory.FindAsync(account);

    private async Task<ClientFound> FindAsync(string phone) => await directory.FindAsync(phone) ?? throw new InvalidOperationException("Not linked.");
}
