using System.Globalization;
using Relay.Delivery.Tables;
using Relay.TelegramGateway.TelegramApi;

namespace Relay.TelegramGateway.LinkingFiles;

/// <summary>
/// Gives each file of a client's message a link of the relay's own. Its id is a keyed hash: the same update has the same link, whichever instance
/// accepts it, and nobody without the database's key can guess one.
/// </summary>
internal sealed class FileLinks(IDatabaseIdentity identity, TelegramOptions telegram, ClientFileOptions options)
{
    /// <returns>Null if the message has no file, files have no links here, or bots cannot fetch a file of this size.</returns>
    public async ValueTask<FileLink?> OfAsync(ReceivedUpdate.PrivateMessage message, CancellationToken cancellationToken)
    {
        if (options.PublicUrl is not { } address || message.File is not { } file || file.IsTooBig)
        {
            return null;
        }

        var name = string.Create(CultureInfo.InvariantCulture, $"file:{telegram.BotId}:{message.ChatId}:{message.MessageId}:{file.UniqueId}");
        var id = await identity.SecretIdAsync(name, cancellationToken);
        return new(id, $"{address.AbsoluteUri.TrimEnd('/')}/files/{id:N}/{AddressName.Of(file)}");
    }
}
