using System.Text.Json;
using System.Text.Json.Serialization;

namespace Relay.TelegramGateway.TelegramApi;

/// <summary>How the Bot API spells JSON: snake case, nothing for what is not set.</summary>
internal static class TelegramJson
{
    public static JsonSerializerOptions Options { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };
}
