using Relay.Sandbox.Journals;

namespace Relay.Sandbox.Telegram;

/// <summary>What chats show, by what the journal says.</summary>
internal sealed class ShownMessages(Journal journal)
{
    /// <summary>The bot's messages in a chat as it shows them now, in order.</summary>
    public IReadOnlyList<ShownMessage> In(long chat)
    {
        var shown = new List<ShownMessage>();
        foreach (var entry in journal.Find([What.ChatDelivered, What.ChatEdited, What.ChatDeleted], chat.ToString()))
        {
            var at = shown.FindIndex(one => one.Id == entry.Id);
            if (entry.What == What.ChatDelivered)
            {
                shown.Add(new ShownMessage(entry.Id!.Value, entry.Text, entry.At, IsEdited: false, entry.File));
            }
            else if (at >= 0 && entry.What == What.ChatEdited)
            {
                shown[at] = shown[at] with { Text = entry.Text, IsEdited = true };
            }
            else if (at >= 0)
            {
                shown.RemoveAt(at);
            }
        }

        return shown;
    }

    /// <summary>Null if the chat shows no such message of the bot's.</summary>
    public ShownMessage? Find(long chat, long? id) => In(chat).FirstOrDefault(one => one.Id == id);

    /// <summary>True if the client wrote it.</summary>
    public bool IsClients(long chat, long? id) => journal.Find([What.UpdateCreated], chat.ToString()).Exists(entry => entry.Id == id);

    /// <summary>The client deletes a message of the bot's for both sides; no update tells the bot.</summary>
    /// <returns>False if the chat does not show it.</returns>
    public bool Remove(long chat, long id)
    {
        if (Find(chat, id) is null)
        {
            return false;
        }

        journal.Add(new Entry { What = What.ChatDeleted, Chat = chat, Id = id, Detail = "by the client" });
        return true;
    }
}
