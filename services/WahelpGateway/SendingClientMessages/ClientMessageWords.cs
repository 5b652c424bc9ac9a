using System.Text;
using Relay.Contracts.Telegram;
using Relay.Delivery.Messages;
using Relay.ServiceDefaults.Configuration;

namespace Relay.WahelpGateway.SendingClientMessages;

/// <summary>What the manager reads of a client's message.</summary>
internal sealed class ClientMessageWords(RelayOptions relay)
{
    public string Of(OutgoingMessage message)
    {
        var received = message.Read<ClientMessageReceived>();
        return LateMark.Put(Of(received), message, received.WrittenAt ?? received.AcceptedAt, relay);
    }

    /// <summary>The words of a message that is not late.</summary>
    public string Of(ClientMessageReceived message)
    {
        var russian = relay.Language != RelayLanguage.En;
        var text = WithAddresses(message);
        if (message.IsEdit)
        {
            text = (russian ? "✏️ Исправлено: " : "✏️ Corrected: ") + text;
        }

        return Harmless.Text(message.StartPayload is { Length: > 0 } payload
            ? (russian ? $"🔗 Пришёл по ссылке «{payload}»" : $"🔗 Came by the link “{payload}”") + "\n" + text
            : text);
    }

    /// <summary>Wahelp shows no formatting; the one thing that would be lost with it is where a link leads.</summary>
    private static string WithAddresses(ClientMessageReceived message)
    {
        var text = new StringBuilder(message.Text);
        foreach (var link in message.Entities.Where(entity => entity.Url is { Length: > 0 }).OrderByDescending(entity => entity.Offset + entity.Length))
        {
            var end = link.Offset + link.Length;
            if (end > 0 && end <= message.Text.Length)
            {
                text.Insert(end, $" ({link.Url})");
            }
        }

        return text.ToString();
    }
}
