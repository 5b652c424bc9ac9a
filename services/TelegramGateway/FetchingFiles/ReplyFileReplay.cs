using Relay.Contracts;
using Relay.Contracts.Wahelp;
using Relay.Delivery.Messages;
using Relay.Delivery.Receiving;
using Relay.ServiceDefaults.DeadLetters;
using Relay.TelegramGateway.SendingMessages;

namespace Relay.TelegramGateway.FetchingFiles;

/// <summary>Sends a file after all, once a setting names its host. The message keeps its id, so it is never sent twice.</summary>
internal sealed class ReplyFileReplay(IInbox inbox, IReplyFiles files, FileHosts hosts, FileSignal fetching) : IDeadLetterReplay
{
    public bool Takes(string source) => source == DeadLetterSource.ManagerFile;

    public async Task<ReplayResult> ReplayAsync(StoredLetter letter, CancellationToken cancellationToken)
    {
        var reply = MessageJson.Read<OperatorReplied>(letter.Raw);
        if (hosts.Refusal(new Uri(reply.Attachments[0].Url)) is not null)
        {
            return new ReplayResult(Done: false, "WAHELP_FILE_HOSTS does not name its host: add it, and restart the service");
        }

        var isOpen = await inbox.ReopenAsync(ReplyArrival.Of(reply, () => files.Again(reply.MessageId, reply.Attachments[0])),
            Reasons.FileUnavailable, cancellationToken);
        fetching.Raise();
        return isOpen
            ? new ReplayResult(Done: true, "its file is fetched again and goes to the client; if it cannot be had, the manager is told")
            : new ReplayResult(Done: false, "the message was delivered, edited or deleted, failed for another reason, or is no longer known");
    }
}
