using System.Text.Json.Nodes;
using Relay.Sandbox.Journals;
using Relay.Sandbox.Scripting;

namespace Relay.Sandbox.Telegram;

/// <summary>sendMessage.</summary>
internal sealed class SendingMessages(Clients clients, Bot bot, BotMessages messages)
{
    /// <inheritdoc cref="BotMessages.Play" path="/param[@name='fault']"/>
    public Answer Send(BotCall call, string? fault)
    {
        var entry = BotMessages.Entry(call);
        return messages.Play(entry, fault, () =>
        {
            var (chat, text) = (messages.CheckChat(call), BotMessages.CheckText(call));
            var message = messages.Json(bot.NextMessageId(), chat);
            message["text"] = text;
            if (call.Text("entities") is { } entities && JsonNode.Parse(entities) is { } marked)
            {
                message["entities"] = marked;
            }

            clients.ShowMarkup(chat, call.Text("reply_markup"));
            return (entry with { What = What.ChatDelivered, Id = message["message_id"]!.GetValue<long>() }, message);
        });
    }
}
