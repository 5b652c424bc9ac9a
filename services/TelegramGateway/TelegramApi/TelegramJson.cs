using System.Text.Json;
using System.Text.Json.Serialization;

namespace Relay.TelegramGateway.TelegramApi;

/// <summary>The Bot API's JSON: snake case, null values omitted.</summary>
internal static class TelegramJson
{
    public static JsonSerializerOptions Options { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };
}
