namespace Relay.ServiceDefaults.Phones;

/// <summary>
/// A phone that always has its country code, with <c>+</c> or without: as Telegram gives it, and as the services tell it to each other. The home
/// region means nothing here.
/// </summary>
public static class InternationalPhone
{
    private const int FewestDigits = 7;
    private const int MostDigits = 15;

    /// <summary>The country code of the numbers that Telegram itself gives out.</summary>
    private const string OfTelegram = "+888";

    /// <summary>The phone in E.164, if some country has such phones as far as the library knows.</summary>
    public static bool TryRead(string? text, out string e164) => PhoneLibrary.TryRead(WithPlus(text), PhoneLibrary.NoRegion, out e164);

    /// <summary>The same, and what only looks like one: countries open ranges before a library knows of them, and Telegram has numbers of its own.</summary>
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

    /// <summary>Whether the library knows that such phones exist. What a client has proven need not be listed.</summary>
    public static bool IsListed(string e164) => TryRead(e164, out var listed) && listed == e164;

    /// <summary>Whether it has the length of its country's phones, or is one of Telegram's own.</summary>
    public static bool IsPossible(string e164) => e164.StartsWith(OfTelegram, StringComparison.Ordinal) || PhoneLibrary.HasRightLength(e164);

    private static string? WithPlus(string? text) => text?.Trim() is { Length: > 0 } trimmed && trimmed[0] != '+' ? "+" + trimmed : text;
}
