using PhoneNumbers;

namespace Relay.ServiceDefaults.Phones;

/// <summary>The limits within which the phone library is used.</summary>
internal static class PhoneLibrary
{
    /// <summary>Only phones with their country code are parsed.</summary>
    public const string NoRegion = "ZZ";

    /// <summary>Longer texts are not phones, and not worth parsing.</summary>
    private const int MaxLength = 64;

    private static readonly PhoneNumberUtil Util = PhoneNumberUtil.GetInstance();

    /// <summary>The phone in E.164. False if no country has such a phone.</summary>
    public static bool TryRead(string? text, string region, out string e164)
    {
        e164 = Parse(text, region) is { HasExtension: false } number && Util.IsValidNumber(number) ? Util.Format(number, PhoneNumberFormat.E164) : "";
        return e164.Length > 0;
    }

    public static bool HasRightLength(string e164) =>
        Parse(e164, NoRegion) is { } number && Util.IsPossibleNumberWithReason(number) == PhoneNumberUtil.ValidationResult.IS_POSSIBLE;

    private static PhoneNumber? Parse(string? text, string region)
    {
        var trimmed = text?.Trim();
        if (trimmed is null or "" || trimmed.Length > MaxLength || trimmed.Any(char.IsLetter))
        {
            return null;
        }

        try
        {
            return Util.Parse(trimmed, region);
        }
        catch (NumberParseException)
        {
            return null;
        }
    }
}
