using Relay.Delivery.Messages;
using Relay.Delivery.Providers;
using Relay.TelegramGateway.TelegramApi;

namespace Relay.TelegramGateway.SendingMessages;

/// <summary>One kind of message that goes to Telegram: a reply, a prompt, a notice for the owner.</summary>
internal interface IMessageKind
{
    /// <summary>The type that its rows have in <c>delivery</c>.</summary>
    string Type { get; }

    /// <summary>True if it goes into the topic that the client last wrote in.</summary>
    bool FollowsClient => false;

    /// <summary>Who gets it. May throw where the stored body is broken: the message then fails.</summary>
    ValueTask<Recipient> ResolveAsync(OutgoingMessage message, CancellationToken cancellationToken);

    /// <summary>The texts that it consists of, each one call; always the same for the same message and recipient.</summary>
    IReadOnlyList<TelegramText> Compose(OutgoingMessage message, Recipient.Known recipient);
}
