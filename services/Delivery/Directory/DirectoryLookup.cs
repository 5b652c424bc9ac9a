using System.Diagnostics;
using Relay.Contracts.Clients;
using Relay.Delivery.Settings;
using Relay.ServiceDefaults;
using Relay.ServiceDefaults.Bus;

namespace Relay.Delivery.Directory;

/// <summary>Asks ClientDirectory over the bus. Questions that come while others are on their way go together.</summary>
internal sealed class DirectoryLookup
{
    private const int MostAtOnce = 500;
    private const int RequestsAtOnce = 4;

    private readonly IBusSender bus;
    private readonly GroupedWork<Question, ClientFound?> questions;

    /// <summary>Of the service's bus.</summary>
    public DirectoryLookup(IBusSender bus)
    {
        this.bus = bus;
        questions = new GroupedWork<Question, ClientFound?>(AskAsync, MostAtOnce, RequestsAtOnce);
    }

    /// <summary>Whose chat belongs to this phone; null where it is not linked. Throws where no answer comes within 5 s of asking.</summary>
    public Task<ClientFound?> ByPhoneAsync(string phone) => questions.AddAsync(new Question(phone, TelegramUserId: 0, Activity.Current));

    /// <summary>Which phone belongs to this Telegram account; null where it is not linked. Throws where no answer comes within 5 s of asking.</summary>
    public Task<ClientFound?> ByTelegramUserAsync(long telegramUserId) => questions.AddAsync(new Question(Phone: null, telegramUserId, Activity.Current));

    private async Task<IReadOnlyList<ClientFound?>> AskAsync(IReadOnlyList<Question> batch)
    {
        // The request can be in one trace only: in that of the message that asked first. The steps of the others show that they waited.
        Activity.Current = batch[0].Asked;
        var request = new FindClients
        {
            Phones = [.. batch.Select(question => question.Phone).OfType<string>()],
            TelegramUserIds = [.. batch.Where(question => question.Phone is null).Select(question => question.TelegramUserId)],
        };

        var answer = await bus.AskAsync<FindClients, ClientsFound>(request, Timings.DirectoryQuestion, CancellationToken.None);
        var (byPhone, byUser) = (0, 0);
        return [.. batch.Select(question => question.Phone is null ? answer.ByTelegramUser[byUser++] : answer.ByPhone[byPhone++])];
    }

    /// <param name="Asked">The step of the message that asks; null where nobody traces.</param>
    private readonly record struct Question(string? Phone, long TelegramUserId, Activity? Asked);
}
