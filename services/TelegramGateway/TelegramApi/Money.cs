using System.Globalization;

namespace Relay.TelegramGateway.TelegramApi;

/// <summary>An amount in words, from Telegram's form (core.telegram.org/bots/payments, currencies.json).</summary>
internal static class Money
{
    private const string Stars = "XTR";

    /// <summary>The number of decimals, if it is not two.</summary>
    private static readonly Dictionary<string, int> Digits = new(StringComparer.Ordinal)
    {
        ["CLP"] = 0,
        ["ISK"] = 0,
        ["JPY"] = 0,
        ["KRW"] = 0,
        ["PYG"] = 0,
        ["UGX"] = 0,
        ["VND"] = 0,
        [Stars] = 0,
        ["BHD"] = 3,
        ["IQD"] = 3,
        ["JOD"] = 3,
    };

    /// <summary>The amount and its currency.</summary>
    /// <param name="units">In the currency's smallest unit: kopecks, cents; whole Stars.</param>
    /// <param name="currency">By ISO 4217, or <c>XTR</c>; null or empty if there is none.</param>
    public static string Of(long units, string? currency)
    {
        var digits = Digits.GetValueOrDefault(currency ?? "", 2);
        var amount = (decimal)units;
        for (var i = 0; i < digits; i++)
        {
            amount /= 10;
        }

        var words = amount.ToString("F" + digits.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        return currency == Stars ? $"{words} Telegram Stars" : $"{words} {currency}".TrimEnd();
    }
}
