using CsCheck;
using Relay.ServiceDefaults.Phones;

namespace Relay.ServiceDefaults.Tests.Phones;

public class SpelledPhonesTests
{
    private static readonly SpelledPhones Phones = new("RU");

    /// <summary>Ten digits of Russian mobile phones, as far as libphonenumber knows them: 910–919.</summary>
    private static readonly Gen<string> Mobile = Gen.Select(Gen.Int[910, 919], Gen.Int[0, 9_999_999], (code, number) => $"{code}{number:D7}");

    [Theory]
    [InlineData("+79161234567")]
    [InlineData("79161234567")]
    [InlineData("89161234567")]
    [InlineData("9161234567")]
    [InlineData("8 (916) 123-45-67")]
    [InlineData("+7 916 123 45 67")]
    [InlineData("  7-916-123-45-67\n")]
    [InlineData("8\u00A0916\u00A0123\u00A045\u00A067")]
    [InlineData("tel", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    [InlineData("+7916123456", false)]
    [InlineData("12", false)]
    [InlineData("+0000000000", false)]
    [InlineData("891612345678901", false)]
    [InlineData("9161234567 ext. 5", false)]
    [InlineData("\u0000", false)]
    [InlineData("👋", false)]
    public void Spellings_of_one_phone_are_one_phone_and_others_are_none(string? text, bool isPhone = true)
    {
        Assert.Equal(isPhone, Phones.TryRead(text, out var e164));
        Assert.Equal(isPhone ? "+79161234567" : "", e164);
    }

    [Theory]
    [InlineData("380441234567", "+380441234567")]
    [InlineData("998901234567", "+998901234567")]
    [InlineData("77011234567", "+77011234567")]
    [InlineData("375291234567", "+375291234567")]
    [InlineData("+4915123456789", "+4915123456789")]
    public void A_foreign_phone_as_Telegram_spells_it_stays_foreign(string text, string expected)
    {
        Assert.True(Phones.TryRead(text, out var e164));
        Assert.Equal(expected, e164);
    }

    [Fact]
    public void All_spellings_of_any_mobile_are_one_client() => Mobile.Sample(digits =>
    {
        string[] spellings =
        [
            $"+7{digits}", $"7{digits}", $"8{digits}", digits,
            $"8 ({digits[..3]}) {digits[3..6]}-{digits[6..8]}-{digits[8..]}",
            $"+7 {digits[..3]} {digits[3..6]} {digits[6..]}",
        ];
        return spellings.Select(text => Phones.TryRead(text, out var e164) ? e164 : "none").Distinct(StringComparer.Ordinal).SequenceEqual([$"+7{digits}"]);
    });

    [Fact]
    public void Normalising_twice_changes_nothing() => Gen.OneOf(Mobile, Gen.String[Gen.Char["0123456789+-() "], 0, 20], Gen.String)
        .Sample(text => !Phones.TryRead(text, out var once) || (Phones.TryRead(once, out var twice) && once == twice));
}
