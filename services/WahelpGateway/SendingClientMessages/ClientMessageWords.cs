using Relay.Contracts.Telegram;
using Relay.Delivery.Messages;
using Relay.ServiceDefaults.Configuration;
using Relay.WahelpGateway.WahelpApi;

namespace Relay.WahelpGateway.SendingClientMessages;

/// <summary>What the manager reads of a client's message.</summary>
internal sealed class ClientMessageWords(RelayOptions relay, WahelpOptions wahelp)
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
        var text = WithFiles(PlainText.Of(message.Text, message.Entities), message);
        if (message.IsEdit)
        {
            text = (russian ? "✏️ Исправлено: " : "✏️ Corrected: ") + text;
        }

        return Harmless.Text(message.StartPayload is { Length: > 0 } payload
            ? (russian ? $"🔗 Пришёл по ссылке «{payload}»" : $"🔗 Came by the link “{payload}”") + "\n" + text
            : text);
    }

    /// <summary>Each link on a line of its own, below the text: most systems make such a line clickable.</summary>
    private string WithFiles(string text, ClientMessageReceived message) =>
        wahelp.Files == WahelpFiles.Link && message.Attachments.Count > 0
            ? string.Join('\n', message.Attachments.Select(file => file.Url).Prepend(text))
            : text;
}
