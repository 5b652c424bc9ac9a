using Relay.ServiceDefaults.Configuration;

namespace Relay.TelegramGateway.Prompting;

/// <summary>Which language a client is spoken to in.</summary>
internal static class Language
{
    /// <summary>English for who uses Telegram in English, Russian for all others; the service's own where Telegram does not tell.</summary>
    public static RelayLanguage Of(string? languageCode, RelayLanguage unknown) => languageCode switch
    {
        null or "" => unknown,
        _ when languageCode.StartsWith("en", StringComparison.OrdinalIgnoreCase) => RelayLanguage.En,
        _ => RelayLanguage.Ru,
    };
}
