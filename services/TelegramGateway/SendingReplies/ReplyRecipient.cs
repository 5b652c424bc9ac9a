using Relay.Delivery.Providers;
using Relay.TelegramGateway.SendingMessages;

namespace Relay.TelegramGateway.SendingReplies;

/// <summary>The client who gets a reply with a file.</summary>
/// <param name="File">The file that goes.</param>
internal sealed record ReplyRecipient(Recipient.Known Client, ReplyFile.Ready File) : Recipient.Known(Client.Phone, Client.ChatId, Client.Name);
