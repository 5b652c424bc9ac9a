using Npgsql;
using Relay.TelegramGateway.TelegramApi;

namespace Relay.TelegramGateway.ReceivingUpdates;

/// <summary>
/// The gateway's memory of chats: payloads of <c>/start</c> that wait for a message, hashes of messages, to recognise real edits, and links of files.
/// </summary>
internal interface IChatMemory
{
    Task<Recollection> RecallAsync(IReadOnlyList<ReceivedUpdate.PrivateMessage> messages, CancellationToken cancellationToken);

    /// <summary>Stores the changes, in the caller's transaction.</summary>
    Task RememberAsync(NpgsqlConnection connection, Recollection recollection, CancellationToken cancellationToken);

    /// <summary>Removes texts that can no longer be edited.</summary>
    Task ForgetAsync(CancellationToken cancellationToken);
}
