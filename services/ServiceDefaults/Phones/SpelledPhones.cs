namespace Relay.ServiceDefaults.Phones;

/// <summary>
/// Phones as people spell them, in tables and commands: <c>8 999…</c>, <c>+7 999…</c>, <c>7999…</c> and <c>999…</c> are one client. Not for phones
/// that always have a country code: <see cref="InternationalPhone"/> reads those.
/// </summary>
/// <param name="region">The country of phones without a country code: ISO 3166-1 alpha-2.</param>
public sealed class SpelledPhones(string region)
{
    /// <summary>The phone in E.164: as dialled in the region, else with its country code. False if no country has such a phone.</summary>
    public bool TryRead(string? text, out string e164) => TryReadAtHome(text, out e164) || InternationalPhone.TryRead(text, out e164);

    /// <summary>The phone as dialled in the region. False if it is none.</summary>
    public bool TryReadAtHome(string? text, out string e164) => PhoneLibrary.TryRead(text, region, out e164);
}
