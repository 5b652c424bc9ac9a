using Npgsql;
using Relay.Delivery.Messages;
using Relay.Delivery.Tables.Accepted;
using Relay.ServiceDefaults;
using Relay.ServiceDefaults.Persistence;

namespace Relay.Delivery.Accepting;

internal sealed class AcceptedMessages : IAcceptedMessages
{
    private const int MostAtOnce = 500;
    private const int QueriesAtOnce = 2;

    private readonly NpgsqlDataSource database;
    private readonly DatabaseRetries retries;
    private readonly GroupedWork<EventKeys, EventLook> looks;

    public AcceptedMessages(NpgsqlDataSource database, DatabaseRetries retries)
    {
        (this.database, this.retries) = (database, retries);
        looks = new GroupedWork<EventKeys, EventLook>(
            events => database.ReadAsync(RememberedStatements.Look(events), CancellationToken.None), MostAtOnce, QueriesAtOnce);
    }

    public Task<IReadOnlyList<AcceptedMessage>> FindAsync(IReadOnlyList<Guid> messageIds, CancellationToken cancellationToken) =>
        retries.RepeatAsync(token => database.ReadAsync(RememberedStatements.Find(messageIds), token), cancellationToken);

    public async Task<bool> AnyAsync(string type, string exceptMarked, CancellationToken cancellationToken) =>
        (await database.ReadAsync(RememberedStatements.Any(type, exceptMarked), cancellationToken))[0];

    public Task<EventLook> LookAsync(EventKeys keys, CancellationToken cancellationToken) => looks.AddAsync(keys).WaitAsync(cancellationToken);

    public async Task<int> RepeatAsync(string type, CancellationToken cancellationToken)
    {
        var repeat = RememberedStatements.Repeat(type);
        await database.RunAsync(repeat, cancellationToken);
        return repeat.Changed;
    }
}
