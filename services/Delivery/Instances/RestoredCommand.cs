using System.Globalization;
using Npgsql;
using Relay.Delivery.Tables.Instances;
using Relay.ServiceDefaults;
using Relay.ServiceDefaults.Persistence;

namespace Relay.Delivery.Instances;

/// <summary>
/// Run once after a gateway's database was restored from a backup, before the gateway starts. What is not final is forgotten, for its origin
/// sends it again; local messages have no origin, and are kept and marked. What was numbered before now, and a quarter of an hour for clocks
/// that differ, may have been delivered since the backup: where it comes again, it is marked <c>maybe_duplicate</c>. What this service
/// accepted and does not know to be settled is published at once: who has delivered it says so.
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
            $"Ready to start. {forget.Changed} open messages were forgotten: the other gateway sends them again. "
                + $"{mark.Changed} prompts and notes are kept and marked. "
                + $"{publish.Changed} accepted messages are published again. Whatever was accepted before, and 15 minutes from now, "
                + $"is marked where it comes again."));
        return 0;
    }
}
