using Npgsql;
using Relay.Contracts.Wahelp;
using Relay.Delivery.Messages;

namespace Relay.WahelpGateway.Persistence;

/// <summary>What managers and other systems wrote to clients, as it was accepted.</summary>
internal interface IAcceptedReplies
{
    /// <summary>A reply's text; null if it is not known, or no longer.</summary>
    Task<string?> FindTextAsync(Guid messageId, CancellationToken cancellationToken);
}

internal sealed class AcceptedReplies(NpgsqlDataSource database) : IAcceptedReplies
{
    public async Task<string?> FindTextAsync(Guid messageId, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("SELECT body FROM accepted WHERE message_id = @id AND type = @type");
        command.Parameters.Add(new("id", messageId));
        command.Parameters.Add(new("type", nameof(OperatorReplied)));
        return await command.ExecuteScalarAsync(cancellationToken) is string body ? MessageJson.Read<OperatorReplied>(body).Text : null;
    }
}
