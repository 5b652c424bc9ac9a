using Npgsql;
using Relay.Contracts.Telegram;
using Relay.Delivery.Messages;
using Relay.ServiceDefaults.Persistence;
using Relay.TelegramGateway.AskingForContact;

namespace Relay.TelegramGateway.Persistence;

/// <summary>Reads them from <c>accepted</c>.</summary>
internal sealed class SharedContacts(NpgsqlDataSource database, TimeProvider time) : ISharedContacts
{
    public Task<ClientContactShared?> FindAsync(Guid messageId, CancellationToken cancellationToken) => TransientErrors.RepeatAsync(
        async token =>
        {
            await using var command = database.CreateCommand("SELECT body FROM accepted WHERE message_id = @id AND type = @type");
            command.Parameters.AddWithValue("id", messageId);
            command.Parameters.AddWithValue("type", nameof(ClientContactShared));
            return await command.ExecuteScalarAsync(token) is string body ? MessageJson.Read<ClientContactShared>(body) : null;
        },
        time,
        cancellationToken);
}
