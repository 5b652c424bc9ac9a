using System.Text.Json.Nodes;
using Relay.Sandbox.Files;
using Relay.Sandbox.Journals;
using Relay.Sandbox.Scripting;

namespace Relay.Sandbox.Telegram;

/// <summary>editMessageText, editMessageCaption and deleteMessage, over what a chat shows.</summary>
internal sealed class ChangingMessages(BotMessages messages, ShownMessages shown, StoredFiles files, TimeProvider time)
{
    private const string NotModified =
        "Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of "
        + "the message";

    private static readonly TimeSpan Deletable = TimeSpan.FromHours(48);

    /// <inheritdoc cref="BotMessages.Play" path="/param[@name='fault']"/>
    public Answer EditText(BotCall call, string? fault) => Change(call, What.ChatEdited, fault, (chat, entry) =>
    {
        var text = BotMessages.CheckText(call);
        var there = ToEdit(chat, call);
        return there switch
        {
            { File: not null } => throw new BotApiException(400, "Bad Request: there is no text in the message to edit"),
            _ when there.Text == text => throw new BotApiException(400, NotModified),
            _ => (entry, Edited(there, chat, "text", text)),
        };
    });

    /// <inheritdoc cref="BotMessages.Play" path="/param[@name='fault']"/>
    public Answer EditCaption(BotCall call, string? fault) => Change(call, What.ChatEdited, fault, (chat, entry) =>
    {
        var caption = BotMessages.CheckCaption(call);
        var there = ToEdit(chat, call);
        return there switch
        {
            { File: null } => throw new BotApiException(400, "Bad Request: there is no caption in the message to edit"),
            _ when there.Text == caption => throw new BotApiException(400, NotModified),
            _ => (entry with { Text = caption }, Edited(there, chat, "caption", caption)),
        };
    });

    /// <inheritdoc cref="BotMessages.Play" path="/param[@name='fault']"/>
    public Answer Delete(BotCall call, string? fault) => Change(call, What.ChatDeleted, fault, (chat, entry) =>
    {
        var there = shown.Find(chat, call.Number("message_id")) ?? throw new BotApiException(400, "Bad Request: message to delete not found");
        return time.GetUtcNow() - there.At > Deletable
            ? throw new BotApiException(400, "Bad Request: message can't be deleted")
            : (entry, JsonValue.Create(true));
    });

    private Answer Change(BotCall call, string what, string? fault, Func<long, Entry, (Entry Effect, JsonNode Result)> change)
    {
        var entry = BotMessages.Entry(call);
        return messages.Play(entry, fault, () => change(messages.CheckChat(call), entry with { What = what }));
    }

    /// <summary>A bot edits its own messages alone, without a time limit.</summary>
    private ShownMessage ToEdit(long chat, BotCall call) => shown.Find(chat, call.Number("message_id"))
        ?? throw new BotApiException(
            400,
            shown.IsClients(chat, call.Number("message_id")) ? "Bad Request: message can't be edited" : "Bad Request: message to edit not found");

    private JsonObject Edited(ShownMessage there, long chat, string member, string? content)
    {
        var message = messages.Json(there.Id, chat);
        if (there.File is { Kind: { } kind } && files.Find(there.File.Id) is { } file)
        {
            message[kind] = MediaJson.Make(file);
        }

        if (content is not null)
        {
            message[member] = content;
        }

        return message;
    }
}
