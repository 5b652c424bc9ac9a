using Relay.Contracts;
using Relay.Contracts.Wahelp;
using Relay.Delivery.Directory;
using Relay.Delivery.Messages;
using Relay.Delivery.Providers;
using Relay.ServiceDefaults.Configuration;
using Relay.TelegramGateway.SendingMessages;
using Relay.TelegramGateway.TelegramApi;

namespace Relay.TelegramGateway.SendingReplies;

/// <summary>A manager's reply on its way to the client's chat.</summary>
internal sealed class Reply(IClientDirectory clients, IReplyFiles files, RelayOptions relay) : IMessageKind<TelegramPart>
{
    private const string EditMark = "✏️ ";

    /// <summary>In UTF-16 code units (telegram-api: "text, caption").</summary>
    private const int LongestCaption = 1024;

    /// <summary>Clocks of two services, and when somebody really wrote, are not known better: if in doubt the new owner sees nothing.</summary>
    private static readonly TimeSpan Doubt = TimeSpan.FromMinutes(1);

    public string Type => nameof(OperatorReplied);

    public ValueTask<Recipient> ResolveAsync(OutgoingMessage message, CancellationToken cancellationToken)
    {
        var reply = message.Read<OperatorReplied>();
        if (string.IsNullOrWhiteSpace(reply.Text) && reply.Attachments.Count == 0)
        {
            return new(new Recipient.Failed(Reasons.TextRefused));
        }

        var answer = clients.ByPhoneAsync(reply.Phone, cancellationToken);
        return answer.IsCompletedSuccessfully && reply.Attachments.Count == 0
            ? new(Judge(reply, answer.Result))
            : JudgeAsync(message, reply, answer, cancellationToken);
    }

    /// <summary>The file with the text as its caption; a longer text follows it. Without a file the text alone.</summary>
    public IReadOnlyList<TelegramPart> Compose(OutgoingMessage message, Recipient.Known recipient)
    {
        var (chat, words) = (recipient.ChatId!.Value, WordsOf(message));
        if (recipient is not ReplyRecipient { File: var ready })
        {
            return TextsOf(chat, words);
        }

        var isCaption = words.Length <= LongestCaption;
        var caption = isCaption && !string.IsNullOrWhiteSpace(words) ? words : "";
        var file = new TelegramFile(chat, ready.Kind, ready.Content, ready.Size, ready.Name, caption, ready.FileId) { FollowsClient = true };
        return isCaption ? [file] : [file, .. TextsOf(chat, words)];
    }

    private string WordsOf(OutgoingMessage message)
    {
        var reply = message.Read<OperatorReplied>();
        var words = reply.IsEdit ? EditMark + reply.Text : reply.Text;
        return reply.IsNotification ? words : LateMark.Put(words, message, WrittenAt(reply), relay);
    }

    /// <summary>Parts of white space alone are left out: Telegram refuses them.</summary>
    private static IReadOnlyList<TelegramPart> TextsOf(long chat, string words) =>
        [.. from part in TextSplitter.Split(words)
            where !string.IsNullOrWhiteSpace(part)
            select new TelegramText(chat, part) { FollowsClient = true }];

    private static DateTimeOffset WrittenAt(OperatorReplied reply) => reply.WrittenAt ?? reply.AcceptedAt;

    private async ValueTask<Recipient> JudgeAsync(
        OutgoingMessage message, OperatorReplied reply, ValueTask<DirectoryAnswer> answer, CancellationToken cancellationToken) =>
        Judge(reply, await answer) switch
        {
            Recipient.Known client when reply.Attachments.Count > 0 =>
                WithFile(message, client, await files.FindAsync(message.MessageId, reply.Attachments[0], cancellationToken)),
            var recipient => recipient,
        };

    /// <summary>A message whose file does not go fails, after its text has gone: so the manager is told of the file.</summary>
    private Recipient WithFile(OutgoingMessage message, Recipient.Known client, ReplyFile file) => file switch
    {
        ReplyFile.Ready ready => new ReplyRecipient(client, ready) { MayTakeLong = message.PartsDone == 0 && ready.FileId is null },
        ReplyFile.Missing => IsAllSaid(message) ? new Recipient.Failed(Reasons.FileUnavailable) : client,
        _ => new Recipient.Unavailable(),
    };

    private bool IsAllSaid(OutgoingMessage message) =>
        string.IsNullOrWhiteSpace(message.Read<OperatorReplied>().Text) || message.PartsDone >= TextsOf(chat: 0, WordsOf(message)).Count;

    private static Recipient Judge(OperatorReplied reply, DirectoryAnswer answer) => answer switch
    {
        // Written for whoever had the phone before: the new owner must not see it.
        DirectoryAnswer.Found { Client: { MovedAt: { } movedAt } } when movedAt > WrittenAt(reply) - Doubt => new Recipient.Failed(Reasons.ClientChanged),
        DirectoryAnswer.Found { Client: var client } => new Recipient.Known(client.Phone, client.ChatId, client.Name),
        DirectoryAnswer.NotFound => new Recipient.Held(Reasons.NotLinked),
        _ => new Recipient.Unavailable(),
    };
}
