using System.Globalization;
using Npgsql;
using Relay.Delivery.Tables.Instances;
using Relay.ServiceDefaults;
using Relay.ServiceDefaults.Persistence;

namespace Relay.Delivery.Instances;

/// <summary>
/// Run once after a gateway's database was restored from a backup, before the gateway starts. Open messages are removed, because their origin sends
/// them again. Local messages have no origin; they are kept and marked. Messages numbered until 15 minutes from now (clocks differ) may have been
/// delivered since the backup: if they come again, they are marked <c>maybe_duplicate</c>. Messages that this service accepted and has unsettled are
/// published at once; a receiver that has delivered one says so.
/// </summary>
internal sealed class RestoredCommand(NpgsqlDataSource database) : IVerb
{
    public string Name => "restored";

    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        if ((await database.ReadAsync(InstanceStatements.CountLiving(), cancellationToken))[0] > 0)
        {
            await Console.Error.WriteLineAsync("An instance of this service runs on this database. Stop all of them first.");
            return 1;
        }

        var (forget, mark, publish) = (RestoreStatements.Forget(), RestoreStatements.Mark(), RestoreStatements.Publish());
        await database.CommitAsync([forget, mark, RestoreStatements.Wake(), RestoreStatements.Remember(), publish], cancellationToken);
        await Console.Out.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"Ready to start. {forget.Changed} open messages were removed: the other gateway sends them again. "
                + $"{mark.Changed} prompts and notes are kept and marked. "
                + $"{publish.Changed} accepted messages are published again. Messages accepted until 15 minutes from now are marked if they come again."));
        return 0;
    }
}
