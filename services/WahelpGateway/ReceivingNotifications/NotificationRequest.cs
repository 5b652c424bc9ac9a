using System.Text;
using System.Text.Json;
using Relay.ServiceDefaults;
using Relay.WahelpGateway.WahelpApi;

namespace Relay.WahelpGateway.ReceivingNotifications;

/// <summary>A call of another system.</summary>
/// <param name="Id">Its id of the notification: letters, digits and . _ : -; nothing personal, because it appears in addresses. May come as a number.</param>
/// <param name="Phone">In any spelling that the region allows. May come as a number.</param>
/// <param name="Text">The text for the client.</param>
/// <param name="Note">True if the manager gets a note of it in the channel.</param>
internal sealed record NotificationRequest(string? Id, string? Phone, string? Text, bool Note)
{
    /// <summary>The request; or why it is refused, without content, in words that follow "The notification is refused:".</summary>
    public static (NotificationRequest? Request, string? Refused) Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var json = JsonDocument.Parse(JsonText.Clean(Encoding.UTF8.GetString(body.Span).TrimStart('\uFEFF')));
            return Read(json.RootElement);
        }
        catch (JsonException)
        {
            return (null, "it is no JSON");
        }
    }

    private static (NotificationRequest? Request, string? Refused) Read(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            return (null, "it is no JSON object with id, phone and text");
        }

        var (id, phone, text, note) = (Member(root, "id"), Member(root, "phone"), Member(root, "text"), Member(root, "note"));
        return !IsTextOrNumber(id) ? (null, "its id is neither a text nor a whole number")
            : !IsTextOrNumber(phone) ? (null, "its phone is neither a text nor a whole number")
            : !IsAny(text, JsonValueKind.String) ? (null, "its text is no text")
            : !IsAny(note, JsonValueKind.True, JsonValueKind.False) ? (null, "its note is neither true nor false")
            : (new NotificationRequest(Written(id), Written(phone), Written(text), note?.ValueKind == JsonValueKind.True), null);
    }

    /// <summary>The member by name, in any case; null if it is absent or null.</summary>
    private static JsonElement? Member(JsonElement root, string name) =>
        root.EnumerateObject().Where(member => member.Name.Equals(name, StringComparison.OrdinalIgnoreCase) && member.Value.ValueKind != JsonValueKind.Null)
            .Select(member => (JsonElement?)member.Value).LastOrDefault();

    private static bool IsAny(JsonElement? value, params ReadOnlySpan<JsonValueKind> kinds) => value is not { } given || kinds.Contains(given.ValueKind);

    /// <summary>A number as written, but not one like <c>7.99E10</c> from a spreadsheet.</summary>
    private static bool IsTextOrNumber(JsonElement? value) =>
        IsAny(value, JsonValueKind.String) || (value is { ValueKind: JsonValueKind.Number } number && number.GetRawText().All(char.IsAsciiDigit));

    private static string? Written(JsonElement? value) => value switch
    {
        null => null,
        { ValueKind: JsonValueKind.String } text => text.GetString(),
        { } number => number.GetRawText(),
    };
}
