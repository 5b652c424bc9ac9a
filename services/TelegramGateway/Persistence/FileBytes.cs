using System.Buffers;
using System.Data;
using System.Runtime.CompilerServices;
using Npgsql;
using Relay.TelegramGateway.TelegramApi;

namespace Relay.TelegramGateway.Persistence;

/// <summary>The table <c>file_chunk</c>, read row by row into one buffer. No query is open while its caller works on a piece.</summary>
internal sealed class FileBytes(NpgsqlDataSource database) : IFileBytes
{
    private const int PieceSize = 256 * 1024;

    public async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync(Guid content, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var rented = MemoryPool<byte>.Shared.Rent(PieceSize);
        for (var position = 0; await ReadAsync(content, position, rented.Memory[..PieceSize], cancellationToken) is { } length; position++)
        {
            yield return rented.Memory[..length];
        }
    }

    /// <returns>The length of the piece; null if the file has no piece at this position.</returns>
    private async Task<int?> ReadAsync(Guid content, int position, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("SELECT bytes FROM file_chunk WHERE content_id = $1 AND position = $2");
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = content });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = position });
        await using var reader = await command.ExecuteReaderAsync(CommandBehavior.SequentialAccess, cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
        {
            return null;
        }

        await using var stream = await reader.GetStreamAsync(0, cancellationToken);
        return await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
    }
}
