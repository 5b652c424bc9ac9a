using PhoneNumbers;

namespace Relay.ServiceDefaults.Phones;

/// <summary>Phones in one spelling, E.164: <c>8 999…</c>, <c>+7 999…</c>, <c>7999…</c> and <c>999…</c> are one client.</summary>
/// <param name="region">Where phones without a country code belong: ISO 3166-1 alpha-2.</param>
public sealed class PhoneNumbers(string region)
{
    /// <summary>Longer texts are no phones, and not worth parsing.</summary>
    private const int MaxLength = 64;

    private static readonly PhoneNumberUtil Util = PhoneNumberUtil.GetInstance();

    /// <summary>The phone in E.164. False where the text is no valid phone of any country.</summary>
    public bool TryNormalise(string? text, out string e164)
    {
        e164 = "";
        var trimmed = text?.Trim();
        if (trimmed is null or "" || trimmed.Length > MaxLength || trimmed.Any(char.IsLetter))
        {
            return false;
        }

        // Telegram spells a phone with its country code but without "+", so what is invalid at home may be complete.
        return TryParse(trimmed, out e164) || (!trimmed.StartsWith('+') && TryParse("+" + trimmed, out e164));
    }

    private bool TryParse(string text, out string e164)
    {
        e164 = "";
        try
        {
            var number = Util.Parse(text, region);
            if (!Util.IsValidNumber(number) || number.HasExtension)
            {
                return false;
            }

            e164 = Util.Format(number, PhoneNumberFormat.E164);
            return true;
        }
        catch (NumberParseException)
        {
            return false;
        }
    }
}
