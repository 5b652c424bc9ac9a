namespace Relay.Sandbox.Wahelp;

/// <summary>Phones as this Wahelp compares them: digits, with Russia's trunk 8 and missing 7 corrected.</summary>
internal static class PhoneNumbers
{
    /// <returns><c>+</c> and 11 to 15 digits; null if it is not a phone.</returns>
    public static string? Normalize(string? phone)
    {
        var digits = string.Concat((phone ?? "").Where(char.IsAsciiDigit));
        return digits.Length switch
        {
            10 => "+7" + digits,
            11 when digits[0] == '8' => "+7" + digits[1..],
            >= 11 and <= 15 => "+" + digits,
            _ => null,
        };
    }
}
