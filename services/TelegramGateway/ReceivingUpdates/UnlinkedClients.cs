using Npgsql;
using Relay.Contracts.Telegram;
using Relay.Delivery.Messages;
using Relay.ServiceDefaults.Configuration;
using Relay.TelegramGateway.LookingUpClients;
using Relay.TelegramGateway.Prompting;

namespace Relay.TelegramGateway.ReceivingUpdates;

/// <summary>
/// Who writes on without sharing the contact is asked for it again once a day; when much waits for it, no more is kept, and the client is
/// told so, once a day. Nobody is refused on hearsay: the directory is asked first, and while it does not answer, all is kept.
/// </summary>
internal sealed class UnlinkedClients(IContactQuestions questions, IClientLookup clients, RelayOptions options, TimeProvider time)
{
    private static readonly TimeSpan Again = TimeSpan.FromDays(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>Changes the intakes of those clients.</summary>
    /// <returns>What is to be remembered of them with the batch.</returns>
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
                waiting.Remove(message.ChatId); // linked by now, or nobody knows
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

        // Where nothing waits any more, this message will be held, and the client asked for that.
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

    /// <summary>Its id is made of when the client was told last: of two instances that tell it at once, one does.</summary>
    private LocalMessage Say(PromptKind kind, ClientMessageReceived message, DateTimeOffset last) =>
        new Prompt(kind, message.ChatId, Language.Of(message.LanguageCode, options.Language)).ToLocal(MessageIds.Local(message.Lane, $"again:{kind}", last));

    private async Task<bool> IsUnlinkedAsync(long telegramUserId, CancellationToken cancellationToken)
    {
        try
        {
            return await clients.ByTelegramUserAsync(telegramUserId, cancellationToken).AsTask()
                .WaitAsync(Patience, time, cancellationToken) is LookupAnswer.NotFound;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }
}
