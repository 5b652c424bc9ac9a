namespace Relay.ServiceDefaults.Phones;

/// <summary>
/// A phone that always has its country code, with or without <c>+</c>: from Telegram, and between the services. <c>PHONE_REGION</c> does not apply.
/// </summary>
public static class InternationalPhone
{
    private const int FewestDigits = 7;
    private const int MostDigits = 15;

    /// <summary>The country code of numbers that Telegram issues.</summary>
    private const string OfTelegram = "+888";

    /// <summary>The phone in E.164, if the library knows such phones.</summary>
    public static bool TryRead(string? text, out string e164) => PhoneLibrary.TryRead(WithPlus(text), PhoneLibrary.NoRegion, out e164);

    /// <summary>
    /// Also accepts unknown phones that look like one: countries open ranges before a library knows them, and Telegram has numbers of its own.
    /// </summary>
    public static bool TryTake(string? text, out string e164)
    {
        if (TryRead(text, out e164))
        {
            return true;
        }

        var digits = string.Concat((text ?? "").Where(char.IsAsciiDigit));
        var isOne = digits.Length is >= FewestDigits and <= MostDigits && digits[0] != '0'
            && text!.Trim().TrimStart('+').All(c => char.IsAsciiDigit(c) || c is ' ' or '-' or '(' or ')');
        e164 = isOne ? "+" + digits : "";
        return isOne;
    }

    /// <summary>True if the library knows such phones. A phone that a client has proven need not be listed.</summary>
    public static bool IsListed(string e164) => TryRead(e164, out var listed) && listed == e164;

    /// <summary>True if it has the length of its country's phones, or is one of Telegram's own.</summary>
    public static bool IsPossible(string e164) => e164.StartsWith(OfTelegram, StringComparison.Ordinal) || PhoneLibrary.HasRightLength(e164);

    private static string? WithPlus(string? text) => text?.Trim() is { Length: > 0 } trimmed && trimmed[0] != '+' ? "+" + trimmed : text;
}
