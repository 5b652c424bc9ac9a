using Npgsql;
using Relay.Harness;
using Relay.Harness.Checking;

namespace Relay.Chaos;

/// <summary>
/// The messages whose calls were running when something broke: only for those may the relay not know whether they arrived. Together with the sends
/// that the providers left open by themselves they limit how many messages may be marked <c>maybe_duplicate</c>.
/// </summary>
internal sealed class Doubts(Books books)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private readonly List<(Direction Direction, Numbered Message, DateTimeOffset At)> cutOff = [];

    /// <summary>The number of calls in this direction.</summary>
    public long this[Direction direction]
    {
        get
        {
            lock (cutOff)
            {
                return cutOff.Count(one => one.Direction == direction);
            }
        }
    }

    /// <summary>When something broke under a call of this message.</summary>
    public IReadOnlyList<DateTimeOffset> Of(Direction direction, Numbered message)
    {
        lock (cutOff)
        {
            return [.. cutOff.Where(one => one.Direction == direction && one.Message == message).Select(one => one.At)];
        }
    }

    /// <summary>Adds the calls running now, both ways; waits for the database if it is away too.</summary>
    public async Task AddAsync()
    {
        foreach (var service in Enum.GetValues<RelayService>())
        {
            await AddAsync(service);
        }
    }

    /// <summary>Adds the calls of one service running now; waits for the database if it is away too.</summary>
    public async Task AddAsync(RelayService caller)
    {
        foreach (var direction in Enum.GetValues<Direction>().Where(direction => Books.Receiver(direction) == caller))
        {
            var at = TimeProvider.System.GetUtcNow();
            IReadOnlyList<Numbered>? now = null;
            await Waiting.UntilAsync(async () => (now = await TryReadAsync(direction)) is not null, Patience, "the database answers again");
            lock (cutOff)
            {
                cutOff.AddRange(now!.Select(message => (direction, message, at)));
            }
        }
    }

    private async Task<IReadOnlyList<Numbered>?> TryReadAsync(Direction direction)
    {
        try
        {
            return await books.InFlightAsync(direction);
        }
        catch (NpgsqlException)
        {
            return null;
        }
    }
}
