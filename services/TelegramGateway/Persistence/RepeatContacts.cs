using System.Globalization;
using Npgsql;
using Relay.Contracts.Telegram;
using Relay.ServiceDefaults;

namespace Relay.TelegramGateway.Persistence;

/// <summary>
/// Run after ClientDirectory's database was restored from a backup: the contacts that clients shared in the last 30 days, all that are kept, are
/// published again. The directory knows each by its id: what it still has changes nothing, what it forgot it learns anew, in whatever order.
/// </summary>
internal sealed class RepeatContacts(NpgsqlDataSource database) : IVerb
{
    private const string Repeat = "UPDATE accepted SET settled_at = NULL, outcome = NULL, publish_at = now() WHERE type = @type";

    public string Name => "repeat-contacts";

    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Repeat);
        command.Parameters.AddWithValue("type", nameof(ClientContactShared));
        var repeated = await command.ExecuteNonQueryAsync(cancellationToken);
        await Console.Out.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture, $"{repeated} shared contacts go to ClientDirectory again: those of the last 30 days."));
        return 0;
    }
}
