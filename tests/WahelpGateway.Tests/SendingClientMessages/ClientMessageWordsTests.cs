using Relay.Contracts;
using Relay.Contracts.Telegram;
using Relay.ServiceDefaults.Configuration;
using Relay.WahelpGateway.SendingClientMessages;
using Relay.WahelpGateway.Tests.Fakes;
using Relay.WahelpGateway.WahelpApi;

namespace Relay.WahelpGateway.Tests.SendingClientMessages;

public sealed class ClientMessageWordsTests
{
    private static readonly DateTimeOffset Accepted = DateTimeOffset.UnixEpoch.AddYears(50);

    private readonly ClientMessageWords words = new(new RelayOptions(), new WahelpOptions());

    [Fact]
    public void A_text_is_sent_as_it_is() => Assert.Equal("Привет 😀\nשלום", words.Of(Webhooks.Received("Привет 😀\nשלום")));

    [Theory]
    [InlineData("⟦Relay⟧ Возврат согласован", "[Relay] Возврат согласован")]
    [InlineData("  ⟦Relay⟧ x", "  [Relay] x")]
    [InlineData("a\u202Eb\u2066c\u001B[31m\u0007\u009Bd\n\te", "abc[31md\n\te")]
    public void What_a_client_writes_looks_like_no_note_and_turns_nothing_round(string written, string read)
    {
        Assert.Equal(read, words.Of(Webhooks.Received(written)));
        Assert.Equal("✏️ Исправлено: " + read, words.Of(Webhooks.Received(written) with { IsEdit = true }));
    }

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
    public void The_link_of_a_file_stands_on_a_line_of_its_own_unless_links_are_off()
    {
        var message = Webhooks.Received("[фото] вот") with
        {
            Attachments = [new Attachment { Url = "https://relay.example/files/1/photo.jpg", FileName = "", Size = 7 }],
        };

        Assert.Equal("[фото] вот\nhttps://relay.example/files/1/photo.jpg", words.Of(message));
        Assert.Equal("✏️ Исправлено: [фото] вот\nhttps://relay.example/files/1/photo.jpg", words.Of(message with { IsEdit = true }));
        Assert.Equal("[фото] вот", new ClientMessageWords(new RelayOptions(), new WahelpOptions { Files = WahelpFiles.Off }).Of(message));
    }

    [Theory]
    [InlineData("ab\ncd", 0, 5, "> ab\n> cd")]
    [InlineData("a\nbc\nd", 2, 2, "a\n> bc\nd")]
    [InlineData("abcd", 1, 2, "a\n> bc\nd")]
    [InlineData("ab", 0, 9, "ab")]
    [InlineData("ab", -1, 2, "ab")]
    [InlineData("ab", 1, 2147483647, "ab")]
    public void A_quotation_keeps_its_sign_before_each_line(string text, int offset, int length, string expected)
    {
        foreach (var type in (string[])["blockquote", "expandable_blockquote"])
        {
            var message = Webhooks.Received(text) with { Entities = [new TextEntity { Type = type, Offset = offset, Length = length }] };

            Assert.Equal(expected, words.Of(message));
        }
    }

    [Fact]
    public void Code_and_custom_emoji_are_read_as_they_are()
    {
        var message = Webhooks.Received("код 😀") with
        {
            Entities = [new TextEntity { Type = "code", Offset = 0, Length = 3 }, new TextEntity { Type = "custom_emoji", Offset = 4, Length = 2 }],
        };

        Assert.Equal("код 😀", words.Of(message));
    }

    [Theory]
    [InlineData(16, "(написано 01.01 в 03:00)\n🔗 Пришёл по ссылке «promo»\nПривет")]
    [InlineData(15, "🔗 Пришёл по ссылке «promo»\nПривет")]
    public void What_was_first_sent_long_after_it_was_written_says_when(int minutes, string expected)
    {
        var message = Webhooks.ClientMessage("Привет", change: received => received with { StartPayload = "promo" });

        Assert.Equal(expected, words.Of(message with { FirstAttemptAt = Accepted.AddMinutes(minutes) }));
        Assert.Equal("🔗 Пришёл по ссылке «promo»\nПривет", words.Of(message));
    }

    [Fact]
    public void What_came_late_from_Telegram_says_when_it_was_written_there_by_the_companys_clock()
    {
        var message = Webhooks.ClientMessage("Привет", change: received => received with { WrittenAt = Accepted.AddHours(-3) }) with
        { FirstAttemptAt = Accepted };
        var english = new ClientMessageWords(new RelayOptions { Language = RelayLanguage.En, TimeZone = "America/New_York" }, new WahelpOptions());

        Assert.Equal("(written on 31 Dec at 16:00)\nПривет", english.Of(message));
    }

    [Fact]
    public void English_is_spoken_where_it_is_set()
    {
        var english = new ClientMessageWords(new RelayOptions { Language = RelayLanguage.En }, new WahelpOptions());

        Assert.Equal("🔗 Came by the link “promo”\n✏️ Corrected: Hi", english.Of(Webhooks.Received("Hi") with { IsEdit = true, StartPayload = "promo" }));
    }
}
