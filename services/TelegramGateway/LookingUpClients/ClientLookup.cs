using System.Globalization;
using Microsoft.Extensions.Logging;
using Relay.Contracts.Clients;
using Relay.Delivery.Directory;

namespace Relay.TelegramGateway.LookingUpClients;

/// <summary>Asks ClientDirectory, and remembers its answers for moments.</summary>
internal sealed partial class ClientLookup(DirectoryLookup directory, TimeProvider time, ILogger<ClientLookup> logger) : IClientLookup
{
    private readonly RecentAnswers recent = new(time);

    public ValueTask<LookupAnswer> ByPhoneAsync(string phone, CancellationToken cancellationToken) =>
        recent.GetAsync(phone, () => AskAsync(directory.ByPhoneAsync(phone)), cancellationToken);

    public ValueTask<LookupAnswer> ByTelegramUserAsync(long userId, CancellationToken cancellationToken) =>
        recent.GetAsync(Key(userId), () => AskAsync(directory.ByTelegramUserAsync(userId)), cancellationToken);

    /// <summary>A link changed: what was known of either side is not known any more.</summary>
    public void Forget(string phone, long userId)
    {
        recent.Forget(phone);
        recent.Forget(Key(userId));
    }

    private static string Key(long userId) => "tg:" + userId.ToString(CultureInfo.InvariantCulture);

    private async Task<LookupAnswer> AskAsync(Task<ClientFound?> question)
    {
        try
        {
            return await question is { } found ? new LookupAnswer.Found(found) : new LookupAnswer.NotFound();
        }
        catch (Exception error)
        {
            Log.NoAnswer(logger, error);
            return new LookupAnswer.Unavailable();
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "ClientDirectory does not answer")]
        public static partial void NoAnswer(ILogger logger, Exception exception);
    }
}
