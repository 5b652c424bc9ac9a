using System.Text.Json;
using System.Text.Json.Nodes;
using Relay.Sandbox.Journals;
using Relay.Sandbox.Scripting;

namespace Relay.Sandbox.Telegram;

/// <summary>What all methods about a chat's messages have in common: their checks, their records, and the message in their answers.</summary>
internal sealed class BotMessages(Clients clients, Bot bot, Journal journal, TimeProvider time)
{
    private const int LongestText = 4096;
    private const int LongestCaption = 1024;

    /// <summary>Makes a call's effect, and records it or the refusal.</summary>
    /// <param name="call">The call as it is recorded.</param>
    /// <param name="fault">The fault that the caller will see instead of the answer; null for the answer.</param>
    /// <param name="act">Makes the effect, and returns its record and the result.</param>
    public Answer Play(Entry call, string? fault, Func<(Entry Effect, JsonNode Result)> act)
    {
        try
        {
            var (effect, result) = act();
            journal.Add(effect with { Status = 200, Reason = fault });
            return BotAnswers.OkRaw(result.ToJsonString(BotAnswers.Json));
        }
        catch (BotApiException error)
        {
            journal.Add(call with { What = What.ChatRefused, Status = error.Code, Reason = error.Message });
            throw;
        }
    }

    /// <summary>Records a call without effect because of a script.</summary>
    public void Refuse(BotCall call, ScriptedAnswer script) => journal.Add(Entry(call) with
    {
        Status = script.Then == Ending.Answer ? script.Status : null,
        Reason = script.Then == Ending.Answer ? BotAnswers.Describe(script) : script.Fault,
    });

    /// <summary>The record of a call that was refused.</summary>
    public static Entry Entry(BotCall call) => new()
    {
        What = What.ChatRefused,
        Chat = call.Number("chat_id"),
        Id = call.Number("message_id"),
        Text = call.Text("text") ?? call.Text("caption"),
        Detail = call.Number("message_id") is null ? null : "change",
        Markup = call.Text("reply_markup"),
    };

    /// <summary>Checks the chat of a call, and returns it.</summary>
    public long CheckChat(BotCall call)
    {
        if (call.Number("chat_id") is not { } id || !clients.Knows(id))
        {
            throw new BotApiException(400, "Bad Request: chat not found");
        }

        return clients.Find(id) switch
        {
            { Deactivated: true } => throw new BotApiException(403, "Forbidden: user is deactivated"),
            { Blocked: true } => throw new BotApiException(403, "Forbidden: bot was blocked by the user"),
            _ => id,
        };
    }

    /// <summary>Checks the text of a call, and returns it.</summary>
    public static string CheckText(BotCall call)
    {
        var (text, markup) = (call.Text("text"), call.Text("reply_markup"));
        return string.IsNullOrWhiteSpace(text) ? throw new BotApiException(400, "Bad Request: message text is empty")
            : text.Length > LongestText ? throw new BotApiException(400, "Bad Request: message is too long")
            : markup is not null && !IsJsonObject(markup)
                ? throw new BotApiException(400, "Bad Request: can't parse reply keyboard markup JSON object")
            : text;
    }

    /// <summary>Checks the caption of a call, and returns it; null if it is empty.</summary>
    public static string? CheckCaption(BotCall call) =>
        call.Text("caption") is not { } caption || string.IsNullOrWhiteSpace(caption) ? null
        : caption.Length > LongestCaption ? throw new BotApiException(400, "Bad Request: message caption is too long")
        : caption;

    /// <summary>A message of the bot's as the Bot API returns it, without its content.</summary>
    public JsonObject Json(long id, long chat) => new()
    {
        ["message_id"] = id,
        ["from"] = bot.User,
        ["chat"] = clients.Find(chat) is { } client
            ? MessageJson.Chat(client)
            : new JsonObject { ["id"] = chat, ["title"] = "Группа", ["type"] = "group" },
        ["date"] = time.GetUtcNow().ToUnixTimeSeconds(),
    };

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
}
