using Npgsql;
using Relay.Harness;
using Relay.Harness.Checking;

namespace Relay.Chaos;

/// <summary>
/// Counts the calls that were under way when something broke: only of those can the relay not know whether they arrived. Together with what
/// the providers left open by themselves they bound how many messages may be marked <c>maybe_duplicate</c>.
/// </summary>
internal sealed class Doubts(Books books)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private readonly Dictionary<Direction, long> counts = Enum.GetValues<Direction>().ToDictionary(direction => direction, _ => 0L);

    /// <summary>So many, this way.</summary>
    public long this[Direction direction]
    {
        get
        {
            lock (counts)
            {
                return counts[direction];
            }
        }
    }

    /// <summary>Adds what is under way right now, both ways; waits for the database where that is away too.</summary>
    public async Task CountAsync()
    {
        foreach (var service in Enum.GetValues<RelayService>())
        {
            await CountAsync(service);
        }
    }

    /// <summary>Adds what is under way right now in the calls of one service; waits for the database where that is away too.</summary>
    public async Task CountAsync(RelayService caller)
    {
        foreach (var direction in Enum.GetValues<Direction>().Where(direction => Books.Receiver(direction) == caller))
        {
            var now = 0L;
            await Waiting.UntilAsync(async () => (now = await TryCountAsync(direction)) >= 0, Patience, "the database answers again");
            lock (counts)
            {
                counts[direction] += now;
            }
        }
    }

    private async Task<long> TryCountAsync(Direction direction)
    {
        try
        {
            return await books.InFlightAsync(direction);
        }
        catch (NpgsqlException)
        {
            return -1;
        }
    }
}
