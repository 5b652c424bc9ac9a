using System.Text.Json;

namespace Relay.TelegramGateway.TelegramApi;

/// <summary>
/// The texts in the JSON of a message whose kind no type describes well: rich messages (Bot API 10.1 and later), and kinds newer than this version.
/// </summary>
internal static class JsonWords
{
    /// <summary>Members that hold text in all types of the Bot API.</summary>
    private static readonly HashSet<string> Names = new(StringComparer.Ordinal)
    {
        "text", "title", "question", "description", "caption", "summary", "label", "credit", "expression", "alternative_text", "address", "name", "data",
    };

    /// <summary>Members around a message's content: other people's texts, or none.</summary>
    private static readonly HashSet<string> Around = new(StringComparer.Ordinal)
    {
        "from", "chat", "sender_chat", "sender_business_bot", "receiver_user", "guest_bot_caller_user", "guest_bot_caller_chat", "via_bot",
        "forward_origin", "forward_from", "forward_from_chat", "reply_to_message", "external_reply", "quote", "reply_to_story", "reply_markup",
        "link_preview_options", "direct_messages_topic", "suggested_post_info", "entities", "caption_entities",
    };

    /// <summary>Lists whose items are on separate lines.</summary>
    private static readonly HashSet<string> Lists = new(StringComparer.Ordinal) { "blocks", "items", "cells", "tasks", "options" };

    /// <returns>The texts, on separate lines; empty if there are none.</returns>
    public static string Of(RawUpdate raw)
    {
        using var update = JsonDocument.Parse(raw.Json, RawUpdate.Deep);
        var parts = from member in Message(update.RootElement).EnumerateObject()
                    where !Around.Contains(member.Name)
                    select Of(member.Name, member.Value);
        return string.Join("\n", parts.Where(part => part.Length > 0)).Trim();
    }

    /// <summary>The message in an update, new or changed.</summary>
    public static JsonElement Message(JsonElement update) =>
        update.TryGetProperty("message", out var message) ? message : update.GetProperty("edited_message");

    private static string Of(string name, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => Names.Contains(name) ? value.GetString()! : "",
        JsonValueKind.Array =>
            string.Join(Lists.Contains(name) ? "\n" : "", value.EnumerateArray().Select(item => Of(name, item)).Where(part => part.Length > 0)),
        JsonValueKind.Object => string.Join("\n", value.EnumerateObject().Select(member => Of(member.Name, member.Value)).Where(part => part.Length > 0)),
        _ => "",
    };
}
