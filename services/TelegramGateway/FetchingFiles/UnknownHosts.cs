using Relay.Contracts.Wahelp;
using Relay.Delivery.Messages;
using Relay.Delivery.Sending;
using Relay.Delivery.TellingTheOwner;
using Relay.ServiceDefaults.Configuration;
using Relay.ServiceDefaults.DeadLetters;
using Relay.TelegramGateway.Prompting;

namespace Relay.TelegramGateway.FetchingFiles;

/// <summary>What follows if a file is on a host that no setting names, before its message fails. A repeat changes nothing.</summary>
internal sealed class UnknownHosts(IFileHostsSeen seen, IOwnerNotices owner, IShownMessages messages, IDeadLetters dead, RelayOptions relay)
{
    /// <summary>The doctor will name the host, and the owner is told of it once. A message that is nothing but its file can be replayed.</summary>
    public async Task NoticeAsync(Guid messageId, string host, CancellationToken cancellationToken)
    {
        await seen.KeepAsync(host, cancellationToken);
        await owner.TellAsync(
            new OwnerNotice("file_host", host, Words.UnknownFileHost(relay.Language, host), DateTimeOffset.UnixEpoch), // no time makes it another notice
            cancellationToken);
        if ((await messages.FindAsync(messageId, cancellationToken)).Message is { Type: nameof(OperatorReplied) } message
            && string.IsNullOrWhiteSpace(message.Read<OperatorReplied>().Text))
        {
            await dead.StoreAsync(
                new DeadLetter(
                    DeadLetterSource.ManagerFile, $"WAHELP_FILE_HOSTS does not name its host, {host}", message.Body,
                    $"{DeadLetterSource.ManagerFile}:{messageId}"),
                cancellationToken);
        }
    }
}
