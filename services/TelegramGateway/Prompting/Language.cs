using Relay.ServiceDefaults.Configuration;

namespace Relay.TelegramGateway.Prompting;

/// <summary>The language of the bot's messages to a client.</summary>
internal static class Language
{
    /// <summary>English for clients who use Telegram in English, Russian for all others; the service's own if Telegram does not tell.</summary>
    public static RelayLanguage Of(string? languageCode, RelayLanguage unknown) => languageCode switch
    {
        null or "" => unknown,
        _ when languageCode.StartsWith("en", StringComparison.OrdinalIgnoreCase) => RelayLanguage.En,
        _ => RelayLanguage.Ru,
    };
}
