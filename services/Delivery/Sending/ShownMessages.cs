using Npgsql;
using Relay.Delivery.Messages;
using Relay.Delivery.Tables.Lanes;
using Relay.ServiceDefaults.Persistence;

namespace Relay.Delivery.Sending;

/// <inheritdoc cref="IShownMessages"/>
internal sealed class ShownMessages(NpgsqlDataSource database) : IShownMessages
{
    public async Task<ShownMessage> FindAsync(Guid messageId, CancellationToken cancellationToken)
    {
        var (original, parts) = (ShownParts.Original(messageId), ShownParts.Of(messageId));
        await database.RunAsync([original, parts], cancellationToken);
        return original.Rows is [var known]
            ? known with { Parts = parts.Rows }
            : new ShownMessage { MayHaveArrived = true, MayHaveCopies = true, Parts = parts.Rows };
    }
}
