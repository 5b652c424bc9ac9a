using System.Text;
using System.Text.Json;

namespace Relay.TelegramGateway.TelegramApi;

/// <summary>The parameters of a method that sends a file, and its names (core.telegram.org/bots/api#sendphoto, …).</summary>
internal static class FileCallFields
{
    /// <summary>The parameter with the file, and the member of the returned message.</summary>
    public static string FieldOf(TelegramFileKind kind) => kind.ToString().ToLowerInvariant();

    public static string MethodOf(TelegramFileKind kind) => "send" + kind;

    /// <summary>All parameters but the file.</summary>
    public static Dictionary<string, string> Of(TelegramFile file)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal) { ["chat_id"] = Number(file.ChatId) };
        if (file.ThreadId is { } thread)
        {
            fields["message_thread_id"] = Number(thread);
        }

        if (file.DirectTopicId is { } topic)
        {
            fields["direct_messages_topic_id"] = Number(topic);
        }

        if (file.Caption.Length > 0)
        {
            // A lone surrogate has no UTF-8: it is replaced, as in the JSON of texts.
            fields["caption"] = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(file.Caption));
        }

        return fields;
    }

    /// <summary>Telegram's id of the file in an accepted call's result; null if it came as another kind, or there is none.</summary>
    public static string? FileIdOf(this TelegramAnswer answer, TelegramFileKind kind)
    {
        if (answer.Result is not { } result)
        {
            return null;
        }

        using var document = JsonDocument.Parse(result);
        return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty(FieldOf(kind), out var shown)
            ? IdIn(shown)
            : null;
    }

    /// <summary>A photo comes in several sizes, the biggest last: that one's id is for the whole.</summary>
    private static string? IdIn(JsonElement shown) => shown.ValueKind switch
    {
        JsonValueKind.Array when shown.GetArrayLength() > 0 => IdIn(shown[shown.GetArrayLength() - 1]),
        JsonValueKind.Object when shown.TryGetProperty("file_id", out var id) && id.ValueKind == JsonValueKind.String => id.GetString(),
        _ => null,
    };

    private static string Number(long number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
