using Npgsql;
using Relay.Contracts.Telegram;
using Relay.Delivery.Directory;
using Relay.Delivery.Messages;
using Relay.ServiceDefaults.Configuration;
using Relay.TelegramGateway.Prompting;

namespace Relay.TelegramGateway.ReceivingUpdates;

/// <summary>
/// A client who keeps writing without sharing the contact is asked for it again once a day. If too many messages wait, no more are kept, and the
/// client is informed once a day. Old knowledge is not enough to refuse a message: the directory is asked first, and while it does not answer,
/// everything is kept.
/// </summary>
internal sealed class UnlinkedClients(IContactQuestions questions, IClientDirectory clients, RelayOptions options, TimeProvider time)
{
    private static readonly TimeSpan Again = TimeSpan.FromDays(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>Changes the intakes of those clients.</summary>
    /// <returns>What to remember of these clients with the batch.</returns>
    public async Task<IReadOnlyCollection<ContactQuestion>> LimitAsync(List<Intake> intakes, CancellationToken cancellationToken)
    {
        var chats = intakes.Select(intake => intake.Publish).OfType<ClientMessageReceived>().Select(message => message.ChatId).Distinct().ToList();
        if (chats.Count == 0)
        {
            return [];
        }

        var waiting = (await questions.FindAsync(chats, cancellationToken)).ToDictionary(question => question.ChatId);
        var changed = new Dictionary<long, ContactQuestion>();
        for (var i = 0; i < intakes.Count; i++)
        {
            if (intakes[i].Publish is not ClientMessageReceived message || !waiting.TryGetValue(message.ChatId, out var question))
            {
                continue;
            }

            if (question.IsFull && !await IsUnlinkedAsync(message.TelegramUserId, cancellationToken))
            {
                waiting.Remove(message.ChatId); // linked by now, or unknown
                continue;
            }

            var (intake, next) = question.IsFull ? Refuse(intakes[i], message, question) : Keep(intakes[i], message, question);
            (intakes[i], waiting[message.ChatId]) = (intake, next);
            if ((next.AskedAt, next.RefusedAt) != (question.AskedAt, question.RefusedAt))
            {
                changed[message.ChatId] = next;
            }
        }

        return changed.Values;
    }

    /// <summary>In the batch's transaction.</summary>
    public Task RememberAsync(NpgsqlConnection connection, IReadOnlyCollection<ContactQuestion> asked, CancellationToken cancellationToken) =>
        questions.RememberAsync(connection, asked, cancellationToken);

    private (Intake Intake, ContactQuestion Next) Keep(Intake intake, ClientMessageReceived message, ContactQuestion question)
    {
        var next = question with { Count = question.Count + 1, Bytes = question.Bytes + MessageJson.Write(message).Length };

        // If nothing waits any more, this message will be held, and its hold asks the client.
        return question.Count == 0 || time.GetUtcNow() - question.AskedAt < Again
            ? (intake, next)
            : (intake with { Local = [.. intake.Local, Say(PromptKind.AskContact, message, question.AskedAt)] }, next with { AskedAt = time.GetUtcNow() });
    }

    private (Intake Intake, ContactQuestion Next) Refuse(Intake intake, ClientMessageReceived message, ContactQuestion question)
    {
        var seen = new Intake { MessageId = intake.MessageId };
        return time.GetUtcNow() - question.RefusedAt < Again
            ? (seen, question)
            : (
                seen with { Local = [Say(PromptKind.NothingMoreIsKept, message, question.RefusedAt ?? question.AskedAt)] },
                question with { AskedAt = time.GetUtcNow(), RefusedAt = time.GetUtcNow() });
    }

    /// <summary>Its id is made of the time of the last such message, so that two concurrent instances send one.</summary>
    private LocalMessage Say(PromptKind kind, ClientMessageReceived message, DateTimeOffset last) =>
        new Prompt(kind, message.ChatId, Language.Of(message.LanguageCode, options.Language)).ToLocal(MessageIds.Local(message.Lane, $"again:{kind}", last));

    private async Task<bool> IsUnlinkedAsync(long telegramUserId, CancellationToken cancellationToken)
    {
        try
        {
            var answer = clients.ByTelegramUserAsync(telegramUserId, cancellationToken).AsTask();
            return await answer.WaitAsync(Patience, time, cancellationToken) is DirectoryAnswer.NotFound;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }
}
