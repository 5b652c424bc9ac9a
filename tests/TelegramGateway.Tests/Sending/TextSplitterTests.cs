using System.Globalization;
using CsCheck;
using Relay.TelegramGateway.SendingMessages;

namespace Relay.TelegramGateway.Tests.Sending;

public class TextSplitterTests
{
    private static readonly Gen<string> Pieces = Gen.OneOf(
        new[] { "а", "слово ", "\n", "\t", "🙂", "👨‍👩‍👧", "🇷🇺", "e\u0301", " \u0301", "\r\n", "שלום ", " ", "\n\n", new string('x', 500), new string(
            'я', 3000) }.Select(piece => Gen.Const(piece)).ToArray());

    private static readonly Gen<string> Texts = Pieces.Array[1, 60].Select(pieces => string.Concat(pieces));

    [Fact]
    public void The_parts_joined_are_the_text()
    {
        Texts.Sample(text => string.Concat(TextSplitter.Split(text)) == text);
    }

    [Fact]
    public void No_part_is_longer_than_Telegram_takes_and_none_is_empty()
    {
        Texts.Sample(text => TextSplitter.Split(text).All(part => part.Length is > 0 and <= 4096));
    }

    [Fact]
    public void No_surrogate_pair_is_broken()
    {
        Texts.Sample(text => TextSplitter.Split(text).All(part => !char.IsHighSurrogate(part[^1]) && !char.IsLowSurrogate(part[0])));
    }

    [Fact]
    public void No_sign_that_people_see_as_one_is_broken()
    {
        Texts.Sample(text => TextSplitter.Split(text).Sum(Signs) == Signs(text));
    }

    [Fact]
    public void A_family_across_the_limit_goes_into_the_next_part_whole()
    {
        var parts = TextSplitter.Split(new string('x', 4094) + "👨‍👩‍👧" + "y");

        Assert.Equal([new string('x', 4094), "👨‍👩‍👧y"], parts);
    }

    [Fact]
    public void A_sign_that_is_longer_than_a_message_is_split_all_the_same()
    {
        var text = "e" + new string('\u0301', 9000) + "🙂";

        var parts = TextSplitter.Split(text);

        Assert.Equal(text, string.Concat(parts));
        Assert.All(parts, part => Assert.InRange(part.Length, 1, 4096));
    }

    [Fact]
    public void Words_shorter_than_half_a_part_stay_whole()
    {
        Gen.OneOf(Gen.Const("слово "), Gen.Const("длинноеслово "), Gen.Const("a\n")).Array[900, 1500].Select(words => string.Concat(words))
            .Sample(text => TextSplitter.Split(text).SkipLast(1).All(part => char.IsWhiteSpace(part[^1])));
    }

    [Fact]
    public void A_text_of_5000_characters_makes_two_parts_split_at_a_space()
    {
        var parts = TextSplitter.Split(string.Concat(Enumerable.Repeat("абвг ", 1000)));

        Assert.Equal([4095, 905], parts.Select(part => part.Length));
    }

    [Fact]
    public void An_emoji_across_the_limit_goes_into_the_next_part()
    {
        var parts = TextSplitter.Split(new string('x', 4095) + "🙂" + "y");

        Assert.Equal([new string('x', 4095), "🙂y"], parts);
    }

    [Theory]
    [InlineData(4096, 1)]
    [InlineData(4097, 2)]
    public void The_limit_is_4096(int length, int parts)
    {
        Assert.Equal(parts, TextSplitter.Split(new string('x', length)).Count);
    }

    private static int Signs(string text) => new StringInfo(text).LengthInTextElements;
}
