namespace Relay.ServiceDefaults.Phones;

/// <summary>
/// Phones as people spell them, in tables and commands: <c>8 999…</c>, <c>+7 999…</c>, <c>7999…</c> and <c>999…</c> are one client. Not for what
/// always has its country code: that is read by <see cref="InternationalPhone"/>.
/// </summary>
/// <param name="region">Where phones without a country code belong: ISO 3166-1 alpha-2.</param>
public sealed class SpelledPhones(string region)
{
    /// <summary>The phone in E.164: as it is dialled at home, else with its country code. False if the text is no phone that any country has.</summary>
    public bool TryRead(string? text, out string e164) => TryReadAtHome(text, out e164) || InternationalPhone.TryRead(text, out e164);

    /// <summary>What is dialled by it at home. False if that is nothing.</summary>
    public bool TryReadAtHome(string? text, out string e164) => PhoneLibrary.TryRead(text, region, out e164);
}
