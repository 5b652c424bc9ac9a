using System.Globalization;
using Relay.Contracts.Telegram;
using Relay.Delivery.Accepting;
using Relay.ServiceDefaults;

namespace Relay.TelegramGateway.Persistence;

/// <summary>
/// Run after ClientDirectory's database was restored from a backup: publishes the shared contacts of the last 30 days again, all that are kept. The
/// directory knows each by its id: a known one changes nothing, a forgotten one is linked again, in whatever order they come.
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
