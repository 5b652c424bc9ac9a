using Relay.Harness;

namespace Relay.EndToEnd.Tests.Conversations;

/// <summary>Conversations of clients and managers, with everything real except the two providers.</summary>
[Collection(OneRelay.Name)]
public sealed class ConversationTests(RelayFixture relay)
{
    private SandboxClient Sandbox => relay.Sandbox;

    [Fact]
    public async Task An_unknown_client_writes_twice_shares_the_contact_and_talks_with_the_manager()
    {
        var chat = RelayFixture.NewChat();
        var phone = SandboxClient.PhoneOf(chat);

        await Sandbox.ClientWritesAsync(chat, "Здравствуйте!");
        await Sandbox.ClientWritesAsync(chat, "Есть ли доставка?");
        var prompt = Assert.Single(await Sandbox.WaitInChatAsync(chat));
        Assert.Contains("request_contact", prompt.Markup, StringComparison.Ordinal);
        Assert.Empty(await Sandbox.SeenAtWahelpAsync(phone));

        await Sandbox.ClientSharesContactAsync(chat);
        var atManager = await Sandbox.WaitAtWahelpAsync(phone, 2);
        Assert.Equal(["Здравствуйте!", "Есть ли доставка?"], atManager.Select(seen => seen.Text));
        var thanks = (await Sandbox.WaitInChatAsync(chat, 2))[1];
        Assert.Contains("remove_keyboard", thanks.Markup, StringComparison.Ordinal);

        await Sandbox.ManagerRepliesAsync(phone, "Да, завтра.");
        Assert.Equal("Да, завтра.", (await Sandbox.WaitInChatAsync(chat, 3))[2].Text);
        Assert.Equal(2, (await Sandbox.SeenAtWahelpAsync(phone)).Count);
        Assert.Empty(await Sandbox.UnexpectedCallsAsync());
    }

    [Fact]
    public async Task A_foreign_contact_is_refused_in_words_and_links_nobody()
    {
        var chat = RelayFixture.NewChat();
        var stranger = SandboxClient.PhoneOf(RelayFixture.NewChat());

        await Sandbox.ClientWritesAsync(chat, "Добрый день");
        await Sandbox.WaitInChatAsync(chat);
        await Sandbox.ClientSharesForeignContactAsync(chat, stranger, userId: 5);
        var refusal = (await Sandbox.WaitInChatAsync(chat, 2))[1];

        Assert.False(string.IsNullOrWhiteSpace(refusal.Text));
        Assert.Empty(await Sandbox.SeenAtWahelpAsync(stranger));
        await Sandbox.ClientSharesContactAsync(chat);
        Assert.Equal("Добрый день", (await Sandbox.WaitAtWahelpAsync(SandboxClient.PhoneOf(chat)))[0].Text);
    }

    [Fact]
    public async Task A_reply_to_somebody_without_telegram_is_reported_to_the_manager_once_and_goes_out_after_linking()
    {
        var chat = RelayFixture.NewChat();
        var phone = SandboxClient.PhoneOf(chat);

        await Sandbox.ManagerRepliesAsync(phone, "Вы ещё с нами?");
        var note = Assert.Single(await Sandbox.WaitAtWahelpAsync(phone));
        await Sandbox.ManagerRepliesAsync(phone, "Ау?");
        await Sandbox.ClientSharesContactAsync(chat);

        var inChat = await Sandbox.WaitInChatAsync(chat, 3);
        Assert.Equal(["Вы ещё с нами?", "Ау?"], inChat.Where(seen => seen.Text is "Вы ещё с нами?" or "Ау?").Select(seen => seen.Text));
        Assert.Equal([note.Text], (await Sandbox.SeenAtWahelpAsync(phone)).Select(seen => seen.Text));
    }

    [Fact]
    public async Task A_client_who_blocked_the_bot_gets_what_waited_after_coming_back()
    {
        var (chat, phone) = await relay.LinkedClientAsync();
        await Sandbox.ClientBlocksBotAsync(chat);

        await Sandbox.ManagerRepliesAsync(phone, "Ваш заказ готов");
        Assert.Single(await Sandbox.WaitAtWahelpAsync(phone)); // the note
        await Sandbox.ClientUnblocksBotAsync(chat);

        Assert.Equal("Ваш заказ готов", (await Sandbox.WaitInChatAsync(chat, 2))[1].Text);
    }

    [Fact]
    public async Task An_English_client_is_spoken_to_in_English()
    {
        var chat = RelayFixture.NewChat();
        await Sandbox.CreateClientAsync(chat, "John", languageCode: "en");

        await Sandbox.ClientWritesAsync(chat, "Hello");

        Assert.Matches("[a-z]{3}", (await Sandbox.WaitInChatAsync(chat))[0].Text);
        Assert.DoesNotMatch("[а-я]", (await Sandbox.WaitInChatAsync(chat))[0].Text);
    }

    [Fact]
    public async Task What_is_no_text_comes_to_the_manager_in_words()
    {
        var (chat, phone) = await relay.LinkedClientAsync();

        await Sandbox.ClientSendsAsync(chat, new SandboxMessage { Kind = "photo", Text = "вот чек" });
        await Sandbox.ClientSendsAsync(chat, new SandboxMessage { Kind = "location" });

        var atManager = await Sandbox.WaitAtWahelpAsync(phone, 2);
        Assert.StartsWith("[фото] вот чек\n", atManager[0].Text, StringComparison.Ordinal);
        Assert.Contains("55.7522", atManager[1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_long_answer_arrives_whole_in_parts()
    {
        var (chat, phone) = await relay.LinkedClientAsync();
        var text = string.Join(' ', Enumerable.Range(0, 900).Select(i => i % 50 == 0 ? "👍🏽" : $"слово{i}"));

        await Sandbox.ManagerRepliesAsync(phone, text);

        var parts = (await Sandbox.WaitInChatAsync(chat, 3)).Skip(1).Select(seen => seen.Text!).ToList();
        Assert.All(parts, part => Assert.InRange(part.Length, 1, 4096));
        Assert.Equal(Words(text), parts.SelectMany(Words));

        static string[] Words(string of) => of.Split(' ', StringSplitOptions.RemoveEmptyEntries);
    }

    [Fact]
    public async Task Doubled_and_shuffled_webhooks_and_updates_arrive_once()
    {
        var (chat, phone) = await relay.LinkedClientAsync();
        await Sandbox.DisturbUpdatesAsync(doubled: 3);
        await Sandbox.DisturbWebhooksAsync(doubled: 3);

        for (var i = 0; i < 3; i++)
        {
            await Sandbox.ClientWritesAsync(chat, $"вопрос {i}");
            await Sandbox.WaitAtWahelpAsync(phone, i + 1);
            await Sandbox.ManagerRepliesAsync(phone, $"ответ {i}");
            await Sandbox.WaitInChatAsync(chat, i + 2);
        }

        Assert.Equal(["вопрос 0", "вопрос 1", "вопрос 2"], (await Sandbox.SeenAtWahelpAsync(phone)).Select(seen => seen.Text));
        Assert.Equal(["ответ 0", "ответ 1", "ответ 2"], (await Sandbox.SeenInChatAsync(chat)).Skip(1).Select(seen => seen.Text));
    }

    [Fact]
    public async Task A_burst_of_many_clients_arrives_complete_and_in_order()
    {
        const long first = 8_000_000;
        await Sandbox.ManyClientsWriteAsync(new SandboxBulk { Messages = 40, Clients = 40, FirstChat = first, Kind = "contact" });
        await Sandbox.ManyClientsWriteAsync(new SandboxBulk { Messages = 1000, Clients = 40, FirstChat = first, Text = "burst {n}" });

        for (var chat = first; chat < first + 40; chat++)
        {
            var seen = await Sandbox.WaitAtWahelpAsync(SandboxClient.PhoneOf(chat), 25, TimeSpan.FromMinutes(1));
            Assert.Equal(Enumerable.Range(1, 25).Select(n => $"burst {n}"), seen.Select(entry => entry.Text));
        }
    }

    [Fact]
    [Trait("Fault", "F33")]
    public async Task Words_and_contact_that_come_together_reach_the_manager_without_a_next_look()
    {
        var chats = Enumerable.Range(0, 50).Select(_ => RelayFixture.NewChat()).ToList();

        await Task.WhenAll(chats.Select(async chat =>
        {
            await Sandbox.ClientWritesAsync(chat, "Сколько стоит?");
            await Sandbox.ClientSharesContactAsync(chat);
        }));

        // A lost release is repaired at growing intervals: half of the lanes after more than a minute.
        foreach (var chat in chats)
        {
            Assert.Equal("Сколько стоит?", Assert.Single(await Sandbox.WaitAtWahelpAsync(SandboxClient.PhoneOf(chat), timeout: TimeSpan.FromSeconds(60))).Text);
        }
    }
}
