using Relay.Contracts;
using Relay.Contracts.Telegram;
using Relay.Delivery.Directory;
using Relay.Delivery.Messages;
using Relay.Delivery.Providers;

namespace Relay.WahelpGateway.SendingClientMessages;

/// <summary>A client's message goes under the phone that the client's Telegram account is linked with.</summary>
internal sealed class ClientMessages(IClientDirectory clients, ClientMessageWords words) : ITextMessage
{
    public string Type => nameof(ClientMessageReceived);

    public string TextOf(OutgoingMessage message) => words.Of(message);

    public ValueTask<Recipient> ResolveAsync(OutgoingMessage message, CancellationToken cancellationToken)
    {
        var received = message.Read<ClientMessageReceived>();
        var answer = clients.ByTelegramUserAsync(received.TelegramUserId, cancellationToken);
        return answer.IsCompletedSuccessfully ? new(RecipientOf(received, answer.Result)) : AwaitAsync(received, answer);
    }

    private static async ValueTask<Recipient> AwaitAsync(ClientMessageReceived received, ValueTask<DirectoryAnswer> answer) =>
        RecipientOf(received, await answer);

    private static Recipient RecipientOf(ClientMessageReceived received, DirectoryAnswer answer) => answer switch
    {
        DirectoryAnswer.Found { Client: var client } =>
            new Recipient.Known(client.Phone, received.ChatId, Harmless.Line(client.Name.Length > 0 ? client.Name : received.Name)),
        DirectoryAnswer.NotFound => new Recipient.Held(Reasons.NotLinked),
        _ => new Recipient.Unavailable(),
    };
}
