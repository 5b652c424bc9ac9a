using System.Globalization;
using MassTransit;
using Microsoft.Extensions.Logging;
using Relay.Contracts.Clients;

namespace Relay.TelegramGateway.LookingUpClients;

/// <summary>Asks ClientDirectory over the bus.</summary>
internal sealed partial class ClientLookup(IBus bus, TimeProvider time, ILogger<ClientLookup> logger) : IClientLookup
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    private readonly RecentAnswers recent = new(time);

    public ValueTask<LookupAnswer> ByPhoneAsync(string phone, CancellationToken cancellationToken) =>
        recent.GetAsync(phone, () => AskAsync(new FindClientByPhone { Phone = phone }), cancellationToken);

    public ValueTask<LookupAnswer> ByTelegramUserAsync(long userId, CancellationToken cancellationToken) =>
        recent.GetAsync(Key(userId), () => AskAsync(new FindClientByTelegramUser { TelegramUserId = userId }), cancellationToken);

    /// <summary>A link changed: what was known of either side is not known any more.</summary>
    public void Forget(string phone, long userId)
    {
        recent.Forget(phone);
        recent.Forget(Key(userId));
    }

    private static string Key(long userId) => "tg:" + userId.ToString(CultureInfo.InvariantCulture);

    private async Task<LookupAnswer> AskAsync<TRequest>(TRequest request)
        where TRequest : class
    {
        // The request's own timeout begins when it is sent, and sending may hang.
        using var limit = new CancellationTokenSource(Limit, time);
        try
        {
            var client = bus.CreateRequestClient<TRequest>(RequestTimeout.After(ms: (int)Limit.TotalMilliseconds));
            var response = await client.GetResponse<ClientFound, ClientNotFound>(request, limit.Token).WaitAsync(limit.Token);
            return response.Is(out Response<ClientFound>? found) && found is not null ? new LookupAnswer.Found(found.Message) : new LookupAnswer.NotFound();
        }
        catch (Exception e)
        {
            Log.NoAnswer(logger, e.GetType().Name);
            return new LookupAnswer.Unavailable();
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "ClientDirectory does not answer: {Error}")]
        public static partial void NoAnswer(ILogger logger, string error);
    }
}
