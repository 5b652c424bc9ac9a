using Relay.Sandbox.Journals;
using Relay.Sandbox.Scripting;

namespace Relay.Sandbox.Telegram;

/// <summary>editMessageText and deleteMessage, over what the journal says that a chat shows.</summary>
internal sealed class ChangingMessages(Journal journal, SendingMessages sending, TimeProvider time)
{
    private static readonly TimeSpan Deletable = TimeSpan.FromHours(48);

    /// <summary>The bot's messages in a chat as it shows them now, in order.</summary>
    public IReadOnlyList<ShownText> Shown(long chat)
    {
        var shown = new List<ShownText>();
        foreach (var entry in journal.Find([What.ChatDelivered, What.ChatEdited, What.ChatDeleted], chat.ToString()))
        {
            var at = shown.FindIndex(one => one.Id == entry.Id);
            if (entry.What == What.ChatDelivered)
            {
                shown.Add(new ShownText(entry.Id!.Value, entry.Text!, entry.At, IsEdited: false));
            }
            else if (at >= 0 && entry.What == What.ChatEdited)
            {
                shown[at] = shown[at] with { Text = entry.Text!, IsEdited = true };
            }
            else if (at >= 0)
            {
                shown.RemoveAt(at);
            }
        }

        return shown;
    }

    public Answer Edit(BotCall call, string? fault) => Change(call, What.ChatEdited, fault, () =>
    {
        var (chat, text) = sending.Check(call);
        var there = Find(chat, call) ?? throw new BotApiException(400, "Bad Request: message to edit not found");
        if (there.Text == text)
        {
            throw new BotApiException(
                400,
                "Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a current content and "
                    + "reply markup of the message");
        }

        return sending.Message(there.Id, chat, text);
    });

    public Answer Delete(BotCall call, string? fault) => Change(call, What.ChatDeleted, fault, () =>
    {
        var there = Find(sending.CheckChat(call), call) ?? throw new BotApiException(400, "Bad Request: message to delete not found");
        return time.GetUtcNow() - there.At > Deletable ? throw new BotApiException(400, "Bad Request: message can't be deleted") : "true";
    });

    /// <summary>The client deletes a message of the bot's for both sides; no update tells the bot.</summary>
    /// <returns>False if the chat does not show it.</returns>
    public bool Remove(long chat, long id)
    {
        if (!Shown(chat).Any(one => one.Id == id))
        {
            return false;
        }

        journal.Add(new Entry { What = What.ChatDeleted, Chat = chat, Id = id, Detail = "by the client" });
        return true;
    }

    /// <summary>Records a call without effect because of a script.</summary>
    public void Refuse(BotCall call, ScriptedAnswer script) => journal.Add(Entry(call, What.ChatRefused) with
    {
        Status = script.Then == Ending.Answer ? script.Status : null,
        Reason = script.Then == Ending.Answer ? BotAnswers.Describe(script) : script.Fault,
    });

    private Answer Change(BotCall call, string what, string? fault, Func<string> make)
    {
        try
        {
            var result = make();
            journal.Add(Entry(call, what) with { Status = 200, Reason = fault });
            return BotAnswers.OkRaw(result);
        }
        catch (BotApiException error)
        {
            journal.Add(Entry(call, What.ChatRefused) with { Status = error.Code, Reason = error.Message });
            throw;
        }
    }

    private ShownText? Find(long chat, BotCall call) => Shown(chat).FirstOrDefault(one => one.Id == call.Number("message_id"));

    private static Entry Entry(BotCall call, string what) => new()
    {
        What = what,
        Chat = call.Number("chat_id"),
        Id = call.Number("message_id"),
        Text = call.Text("text"),
        Detail = "change",
    };
}
