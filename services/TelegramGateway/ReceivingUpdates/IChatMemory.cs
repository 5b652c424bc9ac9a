using Npgsql;
using Relay.TelegramGateway.TelegramApi;

namespace Relay.TelegramGateway.ReceivingUpdates;

/// <summary>What the gateway keeps of chats: payloads of <c>/start</c> that wait for a message, and hashes of texts, to know real edits.</summary>
internal interface IChatMemory
{
    Task<Recollection> RecallAsync(IReadOnlyList<ReceivedUpdate.PrivateMessage> messages, CancellationToken cancellationToken);

    /// <summary>Stores what changed, in the caller's transaction.</summary>
    Task RememberAsync(NpgsqlConnection connection, Recollection recollection, CancellationToken cancellationToken);

    /// <summary>Drops what no edit can come for any more.</summary>
    Task ForgetAsync(CancellationToken cancellationToken);
}
