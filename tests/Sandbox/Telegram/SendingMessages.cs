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
        long chat;
        string text;
        try
        {
            (chat, text) = Check(call);
        }
        catch (BotApiException error)
        {
            journal.Add(Entry(call, What.ChatRefused) with { Status = error.Code, Reason = error.Message });
            throw;
        }

        var id = bot.NextMessageId();
        clients.ShowMarkup(chat, call.Text("reply_markup"));
        journal.Add(Entry(call, What.ChatDelivered) with { Id = id, Status = 200, Reason = fault });
        return BotAnswers.OkRaw(Message(id, chat, text, call.Text("entities")));
    }

    /// <summary>Records a call without effect because of a script.</summary>
    public void Refuse(BotCall call, ScriptedAnswer script) =>
        journal.Add(Entry(call, What.ChatRefused) with
        {
            Status = script.Then == Ending.Answer ? script.Status : null,
            Reason = script.Then == Ending.Answer ? BotAnswers.Describe(script) : script.Fault,
        });

    /// <summary>Checks the chat of a call, and returns it.</summary>
    public long CheckChat(BotCall call)
    {
        if (call.Number("chat_id") is not { } id || !clients.Knows(id))
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

        return id;
    }

    /// <summary>Checks a call with a text, and returns its chat and its text.</summary>
    public (long Chat, string Text) Check(BotCall call)
    {
        var (chat, text, markup) = (CheckChat(call), call.Text("text"), call.Text("reply_markup"));
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

        return (chat, text);
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

    /// <summary>The message as the Bot API returns it.</summary>
    public string Message(long id, long chat, string text, string? entities = null)
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
