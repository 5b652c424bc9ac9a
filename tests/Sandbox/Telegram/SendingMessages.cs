using System.Text.Json;
using System.Text.Json.Nodes;
using Relay.Sandbox.Journals;
using Relay.Sandbox.Scripting;

namespace Relay.Sandbox.Telegram;

/// <summary>sendMessage.</summary>
internal sealed class SendingMessages(Clients clients, Bot bot, Journal journal, TimeProvider time)
{
    private const int LongestText = 4096;

    /// <param name="call">The call's parameters.</param>
    /// <param name="fault">The fault that the caller will see instead of the answer; null for the answer.</param>
    public Answer Send(BotCall call, string? fault)
    {
        var chat = call.Number("chat_id");
        var text = call.Text("text");
        try
        {
            Check(chat, text, call.Text("reply_markup"));
        }
        catch (BotApiException error)
        {
            journal.Add(Entry(call, What.ChatRefused) with { Status = error.Code, Reason = error.Message });
            throw;
        }

        var id = bot.NextMessageId();
        clients.ShowMarkup(chat!.Value, call.Text("reply_markup"));
        journal.Add(Entry(call, What.ChatDelivered) with { Id = id, Status = 200, Reason = fault });
        return BotAnswers.OkRaw(Message(id, chat.Value, text!, call.Text("entities")));
    }

    /// <summary>Records a call without effect because of a script.</summary>
    public void Refuse(BotCall call, ScriptedAnswer script) =>
        journal.Add(Entry(call, What.ChatRefused) with
        {
            Status = script.Then == Ending.Answer ? script.Status : null,
            Reason = script.Then == Ending.Answer ? BotAnswers.Describe(script) : script.Fault,
        });

    private void Check(long? chat, string? text, string? markup)
    {
        if (chat is not { } id || !clients.Knows(id))
        {
            throw new BotApiException(400, "Bad Request: chat not found");
        }

        var client = clients.Find(id);
        if (client is { Deactivated: true })
        {
            throw new BotApiException(403, "Forbidden: user is deactivated");
        }

        if (client is { Blocked: true })
        {
            throw new BotApiException(403, "Forbidden: bot was blocked by the user");
        }

        if (string.IsNullOrWhiteSpace(text))
        {
            throw new BotApiException(400, "Bad Request: message text is empty");
        }

        if (text.Length > LongestText)
        {
            throw new BotApiException(400, "Bad Request: message is too long");
        }

        if (markup is not null && !IsJsonObject(markup))
        {
            throw new BotApiException(400, "Bad Request: can't parse reply keyboard markup JSON object");
        }
    }

    private static bool IsJsonObject(string text)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            return json.RootElement.ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static Entry Entry(BotCall call, string what) => new()
    {
        What = what,
        Chat = call.Number("chat_id"),
        Text = call.Text("text"),
        Markup = call.Text("reply_markup"),
    };

    private string Message(long id, long chat, string text, string? entities)
    {
        var message = new JsonObject
        {
            ["message_id"] = id,
            ["from"] = bot.User,
            ["chat"] = clients.Find(chat) is { } client
                ? MessageJson.Chat(client)
                : new JsonObject { ["id"] = chat, ["title"] = "Группа", ["type"] = "group" },
            ["date"] = time.GetUtcNow().ToUnixTimeSeconds(),
            ["text"] = text,
        };
        if (entities is not null && JsonNode.Parse(entities) is { } marked)
        {
            message["entities"] = marked;
        }

        return message.ToJsonString(BotAnswers.Json);
    }
}
