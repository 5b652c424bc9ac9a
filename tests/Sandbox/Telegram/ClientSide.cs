using System.Text.Json;
using System.Text.Json.Nodes;
using Relay.Sandbox.Files;
using Relay.Sandbox.Journals;

namespace Relay.Sandbox.Telegram;

/// <summary>The acts of clients on their phones: each becomes an update for the bot.</summary>
internal sealed class ClientSide(Clients clients, Webhook webhook, Bot bot, StoredFiles files, Journal journal, TimeProvider time)
{
    /// <returns>The ids of the update and the message; null while the client has the bot blocked.</returns>
    public Written? Write(long chat, ClientMessage message)
    {
        var client = clients.Get(chat);
        if (client.Blocked)
        {
            return null;
        }

        if (message.Group is { } group)
        {
            clients.AddGroup(group);
        }

        var id = message.MessageId ?? bot.NextMessageId();
        var field = message.Kind == "edit" || message.IsEdit ? "edited_message" : "message";
        var json = MessageJson.Make(client, message, id, time.GetUtcNow());
        var update = webhook.Add(Draft(message.Group ?? chat, field, json) with
        {
            MessageId = id,
            Text = message.Text,
            File = message.File?.Seen,
            Detail = message is { Kind: "contact", ContactPhone: not null } ? "foreign_contact" : message.Kind,
        });
        return new Written(update?.Id, id);
    }

    /// <summary>Sends a file, or replaces the one of an earlier message.</summary>
    /// <inheritdoc cref="Write"/>
    public Written? Send(long chat, ClientFile file, byte[] bytes) =>
        Write(chat, file.ToMessage(files.Add(bytes, file.Kind, file.Name, file.MimeType, file.Size)));

    /// <summary>Blocks or unblocks the bot; does nothing if it is already so.</summary>
    public void Block(long chat, bool blocked)
    {
        var client = clients.Get(chat);
        if (client.Blocked == blocked)
        {
            return;
        }

        clients.Change(chat, known => known with { Blocked = blocked });
        journal.Add(new Entry { What = blocked ? What.ClientBlocked : What.ClientUnblocked, Chat = chat });
        var json = MessageJson.MembershipChange(client, bot.User, blocked, time.GetUtcNow());
        webhook.Add(Draft(chat, "my_chat_member", json));
    }

    /// <summary>
    /// Queues any JSON object as an update, byte for byte; update_id is added if missing. Its content need not be possible: the relay must cope with it.
    /// </summary>
    /// <exception cref="JsonException">Not a JSON object.</exception>
    public Written Inject(string raw)
    {
        using var json = JsonDocument.Parse(raw);
        if (json.RootElement.ValueKind != JsonValueKind.Object)
        {
            throw new JsonException("An update is a JSON object.");
        }

        var hasId = json.RootElement.TryGetProperty("update_id", out var given);
        var kind = json.RootElement.EnumerateObject().FirstOrDefault(field => field.Name != "update_id").Name ?? "";
        var content = raw.AsSpan().Trim()[1..^1].Trim();
        var draft = new UpdateDraft(ChatOf(json.RootElement), kind, content.IsEmpty ? "\"_\":null" : content.ToString())
        {
            Injected = true,
        };
        var update = webhook.Add(hasId ? draft with { Id = given.GetInt32(), Verbatim = raw } : draft);
        return new Written(update!.Id, null);
    }

    private static UpdateDraft Draft(long? chat, string field, JsonObject value) =>
        new(chat, field, $"\"{field}\":{value.ToJsonString(BotAnswers.Json)}");

    private static long? ChatOf(JsonElement update)
    {
        foreach (var field in update.EnumerateObject())
        {
            if (field.Value.ValueKind == JsonValueKind.Object
                && field.Value.TryGetProperty("chat", out var chat)
                && chat.ValueKind == JsonValueKind.Object
                && chat.TryGetProperty("id", out var id)
                && id.TryGetInt64(out var number))
            {
                return number;
            }
        }

        return null;
    }
}

/// <summary>The result of a client's act.</summary>
/// <param name="UpdateId">Null if the bot did not request this kind of update.</param>
/// <param name="MessageId">Null for an injected update.</param>
internal sealed record Written(int? UpdateId, long? MessageId);
