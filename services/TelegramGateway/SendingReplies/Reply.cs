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
    /// <summary>Clocks of two services, and when somebody really wrote, are not known better: if in doubt the new owner sees nothing.</summary>
    private static readonly TimeSpan Doubt = TimeSpan.FromMinutes(1);

    public string Type => nameof(OperatorReplied);

    public ValueTask<Recipient> ResolveAsync(OutgoingMessage message, CancellationToken cancellationToken)
    {
        var reply = Current(message);
        return reply.IsDeletion ? new(new Recipient.Needless()) // deleted before the client saw it
            : reply.Attachments.Count > 0 ? new(WithFileAsync(message, reply, cancellationToken))
            : string.IsNullOrWhiteSpace(reply.Text) ? new(new Recipient.Failed(Reasons.TextRefused))
            : FindAsync(reply, cancellationToken);
    }

    /// <summary>Who gets it.</summary>
    public ValueTask<Recipient> FindAsync(OperatorReplied reply, CancellationToken cancellationToken)
    {
        var answer = clients.ByPhoneAsync(reply.Phone, cancellationToken);
        return answer.IsCompletedSuccessfully ? new(Judge(reply, answer.Result)) : JudgeAsync(reply, answer);
    }

    /// <summary>The file with the text as its caption; a longer text follows it. Without a file the text alone.</summary>
    public IReadOnlyList<TelegramPart> Compose(OutgoingMessage message, Recipient.Known recipient)
    {
        var (chat, reply, file) = (recipient.ChatId!.Value, Current(message), (recipient as ReplyRecipient)?.File);
        var parts = ReplyParts.Of(file is null ? null : Shown.File(reply.Attachments[0].Url), WordsOf(message, reply));
        var texts = parts.Texts.Select((_, place) => parts.TextPart(chat, place));
        return file is null ? [.. texts] : [parts.FilePart(chat, file), .. texts];
    }

    /// <summary>When it was written, as far as known.</summary>
    public static DateTimeOffset WrittenAt(OperatorReplied reply) => reply.WrittenAt ?? reply.AcceptedAt;

    /// <summary>The reply as its client is to see it: a change that came before its first attempt replaces its text and file, or takes it back.</summary>
    private static OperatorReplied Current(OutgoingMessage message)
    {
        var reply = message.Read<OperatorReplied>();
        if (message.ChangedTo is not { } body)
        {
            return reply;
        }

        var change = MessageJson.Read<OperatorReplied>(body);
        var changed = reply with { Text = change.Text, IsDeletion = change.IsDeletion };
        return change.Attachments.Count > 0 ? changed with { MessageId = change.MessageId, Attachments = change.Attachments } : changed; // its file
    }

    private string WordsOf(OutgoingMessage message, OperatorReplied reply)
    {
        var words = reply.IsEdit ? ReplyParts.EditMark + reply.Text : reply.Text;
        return reply.IsNotification ? words : LateMark.Put(words, message, WrittenAt(reply), relay);
    }

    private async Task<Recipient> WithFileAsync(OutgoingMessage message, OperatorReplied reply, CancellationToken cancellationToken) =>
        await FindAsync(reply, cancellationToken) switch
        {
            Recipient.Known client => await files.FindAsync(reply.MessageId, reply.Attachments[0], cancellationToken) switch
            {
                ReplyFile.Ready ready => new ReplyRecipient(client, ready) { MayTakeLong = message.PartsDone == 0 && ready.FileId is null },
                ReplyFile.Missing => IsAllSaid(message, reply) ? new Recipient.Failed(Reasons.FileUnavailable) : client with { LacksSomething = true },
                ReplyFile.Waiting waiting => new Recipient.Unavailable { ExpectedBy = waiting.Until },
                _ => throw new InvalidOperationException("An unknown decision."),
            },
            var recipient => recipient,
        };

    /// <summary>A message whose file does not go fails, after its text has gone: so the manager is told of the file.</summary>
    private bool IsAllSaid(OutgoingMessage message, OperatorReplied reply) =>
        string.IsNullOrWhiteSpace(reply.Text) || message.PartsDone >= ReplyParts.Of(file: null, WordsOf(message, reply)).Texts.Count;

    private static async ValueTask<Recipient> JudgeAsync(OperatorReplied reply, ValueTask<DirectoryAnswer> answer) => Judge(reply, await answer);

    private static Recipient Judge(OperatorReplied reply, DirectoryAnswer answer) => answer switch
    {
        // Written for whoever had the phone before: the new owner must not see it.
        DirectoryAnswer.Found { Client: { MovedAt: { } movedAt } } when movedAt > WrittenAt(reply) - Doubt => new Recipient.Failed(Reasons.ClientChanged),
        DirectoryAnswer.Found { Client: var client } => new Recipient.Known(client.Phone, client.ChatId, client.Name),
        DirectoryAnswer.NotFound => new Recipient.Held(Reasons.NotLinked),
        _ => new Recipient.Unavailable(),
    };
}
