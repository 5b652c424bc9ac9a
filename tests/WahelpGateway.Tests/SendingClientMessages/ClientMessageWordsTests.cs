using Relay.Contracts.Telegram;
using Relay.ServiceDefaults.Configuration;
using Relay.WahelpGateway.SendingClientMessages;
using Relay.WahelpGateway.Tests.Fakes;

namespace Relay.WahelpGateway.Tests.SendingClientMessages;

public sealed class ClientMessageWordsTests
{
    private readonly ClientMessageWords words = new(new RelayOptions());

    [Fact]
    public void A_text_is_sent_as_it_is() => Assert.Equal("Привет 😀\nשלום", words.Of(Webhooks.Received("Привет 😀\nשלום")));

    [Fact]
    public void An_edit_is_marked_in_words() =>
        Assert.Equal("✏️ Исправлено: В 11", words.Of(Webhooks.Received("В 11") with { IsEdit = true }));

    [Fact]
    public void The_link_that_brought_the_client_stands_above_the_first_message() =>
        Assert.Equal("🔗 Пришёл по ссылке «promo»\nПривет", words.Of(Webhooks.Received("Привет") with { StartPayload = "promo" }));

    [Fact]
    public void Where_links_lead_is_not_lost_with_the_formatting()
    {
        var message = Webhooks.Received("вот 😀 и тут") with
        {
            Entities =
            [
                new TextEntity { Type = "text_link", Offset = 0, Length = 3, Url = "https://a.ru" },
                new TextEntity { Type = "bold", Offset = 4, Length = 2 },
                new TextEntity { Type = "text_link", Offset = 9, Length = 3, Url = "https://b.ru" },
                new TextEntity { Type = "text_link", Offset = 90, Length = 3, Url = "https://c.ru" },
            ],
        };

        Assert.Equal("вот (https://a.ru) 😀 и тут (https://b.ru)", words.Of(message));
    }

    [Fact]
    public void English_is_spoken_where_it_is_set()
    {
        var english = new ClientMessageWords(new RelayOptions { Language = RelayLanguage.En });

        Assert.Equal("🔗 Came by the link “promo”\n✏️ Corrected: Hi", english.Of(Webhooks.Received("Hi") with { IsEdit = true, StartPayload = "promo" }));
    }
}
