using Npgsql;
using Relay.ServiceDefaults.Configuration;
using Relay.TelegramGateway.Prompting;
using Relay.TelegramGateway.ReceivingUpdates;

namespace Relay.TelegramGateway.Tests.Fakes;

/// <summary>Remembers between batches, as the table does.</summary>
internal sealed class FakeContactQuestions : IContactQuestions
{
    public Dictionary<long, ContactQuestion> Waiting { get; } = [];

    public static UnlinkedClients NobodyWaits() => new(new FakeContactQuestions(), new FakeDirectory(), new RelayOptions(), TimeProvider.System);

    public Task AskedAsync(long chatId, string lane, DateTimeOffset at, CancellationToken cancellationToken)
    {
        Waiting.TryAdd(chatId, new ContactQuestion(chatId, lane, at, RefusedAt: null, Count: 0, Bytes: 0));
        return Task.CompletedTask;
    }

    public Task LinkedAsync(IReadOnlyList<long> chatIds, CancellationToken cancellationToken)
    {
        chatIds.ToList().ForEach(chat => Waiting.Remove(chat));
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<ContactQuestion>> FindAsync(IReadOnlyList<long> chatIds, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<ContactQuestion>>([.. chatIds.Where(Waiting.ContainsKey).Select(chat => Waiting[chat])]);

    public Task RememberAsync(NpgsqlConnection connection, IReadOnlyCollection<ContactQuestion> questions, CancellationToken cancellationToken)
    {
        questions.ToList().ForEach(question => Waiting[question.ChatId] = question);
        return Task.CompletedTask;
    }
}
