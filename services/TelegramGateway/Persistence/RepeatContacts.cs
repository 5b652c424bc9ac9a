using System.Globalization;
using Relay.Contracts.Telegram;
using Relay.Delivery.Accepting;
using Relay.ServiceDefaults;

namespace Relay.TelegramGateway.Persistence;

/// <summary>
/// Run after ClientDirectory's database was restored from a backup: the contacts that clients shared in the last 30 days, all that are kept, are
/// published again. The directory knows each by its id: what it still has changes nothing, what it forgot it learns anew, in whatever order.
/// </summary>
internal sealed class RepeatContacts(IAcceptedMessages accepted) : IVerb
{
    public string Name => "repeat-contacts";

    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var repeated = await accepted.RepeatAsync(nameof(ClientContactShared), cancellationToken);
        await Console.Out.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture, $"{repeated} shared contacts go to ClientDirectory again: those of the last 30 days."));
        return 0;
    }
}
