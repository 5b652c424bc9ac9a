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
    private const string EditMark = "✏️ ";

    /// <summary>Clocks of two services, and when somebody really wrote, are not known better: if in doubt the new owner sees nothing.</summary>
    private static readonly TimeSpan Doubt = TimeSpan.FromMinutes(1);

    public string Type => nameof(OperatorReplied);

    public ValueTask<Recipient> ResolveAsync(OutgoingMessage message, CancellationToken cancellationToken)
    {
        var reply = message.Read<OperatorReplied>();
        if (string.IsNullOrWhiteSpace(reply.Text))
        {
            return new(new Recipient.Failed(Reasons.TextRefused));
        }

        var answer = clients.ByPhoneAsync(reply.Phone, cancellationToken);
        return answer.IsCompletedSuccessfully ? new(Judge(reply, answer.Result)) : JudgeAsync(reply, answer);
    }

    /// <summary>Parts of white space alone are left out: Telegram refuses them.</summary>
    public IReadOnlyList<TelegramText> Compose(OutgoingMessage message, Recipient.Known recipient)
    {
        var reply = message.Read<OperatorReplied>();
        var words = reply.IsEdit ? EditMark + reply.Text : reply.Text;
        return [.. from part in TextSplitter.Split(reply.IsNotification ? words : LateMark.Put(words, message, WrittenAt(reply), relay))
                   where !string.IsNullOrWhiteSpace(part)
                   select new TelegramText(recipient.ChatId!.Value, part) { FollowsClient = true }];
    }

    private static DateTimeOffset WrittenAt(OperatorReplied reply) => reply.WrittenAt ?? reply.AcceptedAt;

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
