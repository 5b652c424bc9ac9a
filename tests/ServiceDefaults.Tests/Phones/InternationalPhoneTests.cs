using PhoneNumbers;
using Relay.ServiceDefaults.Phones;

namespace Relay.ServiceDefaults.Tests.Phones;

public class InternationalPhoneTests
{
    private static readonly PhoneNumberUtil Util = PhoneNumberUtil.GetInstance();

    private static readonly PhoneNumberType[] Types =
    [
        PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE, PhoneNumberType.VOIP, PhoneNumberType.PERSONAL_NUMBER,
    ];

    /// <summary>Real numbers of all regions.</summary>
    private static IEnumerable<(string Region, PhoneNumber Number)> Examples =>
        from region in Util.GetSupportedRegions()
        from type in Types
        let number = Util.GetExampleNumberForType(region, type)
        where number is not null
        select (region, number);

    [Fact]
    public void A_number_of_any_country_is_itself_as_Telegram_spells_it()
    {
        var wrong = from example in Examples
                    let e164 = Util.Format(example.Number, PhoneNumberFormat.E164)
                    from spelling in new[] { e164, e164[1..], Util.Format(
                        example.Number, PhoneNumberFormat.INTERNATIONAL), Util.Format(example.Number, PhoneNumberFormat.INTERNATIONAL)[1..] }
                    where !InternationalPhone.TryRead(spelling, out var read) || read != e164 || !InternationalPhone.TryTake(spelling, out var taken)
                        || taken != e164
                    select $"{example.Region}: {spelling}";
        Assert.Empty(wrong);
    }

    [Fact]
    public void A_number_is_itself_in_each_spelling_of_its_own_country()
    {
        var wrong = from example in Examples
                    let e164 = Util.Format(example.Number, PhoneNumberFormat.E164)
                    let phones = new SpelledPhones(example.Region)
                    from spelling in new[] { e164, Util.Format(example.Number, PhoneNumberFormat.INTERNATIONAL), Util.Format(
                        example.Number, PhoneNumberFormat.NATIONAL) }
                    where !phones.TryRead(spelling, out var read) || read != e164
                    select $"{example.Region}: {spelling}";
        Assert.Empty(wrong);
    }

    [Fact]
    public void With_a_plus_the_region_means_nothing()
    {
        var russian = new SpelledPhones("RU");
        var wrong = from example in Examples
                    let e164 = Util.Format(example.Number, PhoneNumberFormat.E164)
                    where !russian.TryRead(e164, out var read) || read != e164
                    select e164;
        Assert.Empty(wrong);
    }

    [Theory]
    [InlineData("84912345678", "+84912345678")]
    [InlineData("4741234567", "+4741234567")]
    [InlineData("+7 916 123-45-67", "+79161234567")]
    [InlineData("88801234567", "+88801234567", false)]
    [InlineData("8880123", "+8880123", false)]
    [InlineData("+79991", null)]
    [InlineData("0791234567", null)]
    [InlineData("1234567890123456", null)]
    [InlineData("ext 5", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void What_is_proven_is_taken_as_it_is_and_marked_if_no_country_is_known_to_have_it(string? text, string? e164, bool isListed = true)
    {
        Assert.Equal(e164 is not null, InternationalPhone.TryTake(text, out var taken));
        Assert.Equal(e164 ?? "", taken);
        Assert.Equal(e164 is not null && isListed, InternationalPhone.IsListed(taken));
    }

    [Fact]
    public void Any_text_is_a_phone_or_none() => CsCheck.Check.Sample(CsCheck.Gen.String, text =>
        !InternationalPhone.TryTake(text, out var once) || (InternationalPhone.TryTake(once, out var twice) && once == twice));
}
