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
internal sealed class Reply(IClientDirectory clients, RelayOptions relay) : IMessageKind<TelegramText>
{
    /// <summary>Before an edited text that comes as a new message, because the one that it changes is not there.</summary>
    public const string EditMark = "✏️ ";

    /// <summary>Clocks of two services, and when somebody really wrote, are not known better: if in doubt the new owner sees nothing.</summary>
    private static readonly TimeSpan Doubt = TimeSpan.FromMinutes(1);

    public string Type => nameof(OperatorReplied);

    public ValueTask<Recipient> ResolveAsync(OutgoingMessage message, CancellationToken cancellationToken)
    {
        var reply = Current(message);
        return reply.IsDeletion ? new(new Recipient.Needless()) // deleted before the client saw it
            : string.IsNullOrWhiteSpace(reply.Text) ? new(new Recipient.Failed(Reasons.TextRefused))
            : FindAsync(reply, cancellationToken);
    }

    /// <summary>Who gets it.</summary>
    public ValueTask<Recipient> FindAsync(OperatorReplied reply, CancellationToken cancellationToken)
    {
        var answer = clients.ByPhoneAsync(reply.Phone, cancellationToken);
        return answer.IsCompletedSuccessfully ? new(Judge(reply, answer.Result)) : JudgeAsync(reply, answer);
    }

    public IReadOnlyList<TelegramText> Compose(OutgoingMessage message, Recipient.Known recipient)
    {
        var reply = Current(message);
        var words = reply.IsEdit ? EditMark + reply.Text : reply.Text;
        return
        [
            .. Split(reply.IsNotification ? words : LateMark.Put(words, message, WrittenAt(reply), relay))
                .Select((part, place) => new TelegramText(recipient.ChatId!.Value, part) { FollowsClient = true, Place = place }),
        ];
    }

    /// <summary>Parts of white space alone are left out: Telegram refuses them.</summary>
    public static IEnumerable<string> Split(string words) => TextSplitter.Split(words).Where(part => !string.IsNullOrWhiteSpace(part));

    /// <summary>The reply as its client is to see it: a change that came before its first attempt replaces its text or takes it back.</summary>
    private static OperatorReplied Current(OutgoingMessage message)
    {
        var reply = message.Read<OperatorReplied>();
        return message.ChangedTo is { } body && MessageJson.Read<OperatorReplied>(body) is var change
            ? reply with { Text = change.Text, IsDeletion = change.IsDeletion }
            : reply;
    }

    /// <summary>When it was written, as far as known.</summary>
    public static DateTimeOffset WrittenAt(OperatorReplied reply) => reply.WrittenAt ?? reply.AcceptedAt;

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
