namespace Relay.TelegramGateway.TelegramApi;

/// <summary>The stored bytes of files.</summary>
internal interface IFileBytes
{
    /// <summary>The bytes in order, piece by piece. A piece is valid until the next is asked for.</summary>
    IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync(Guid content, CancellationToken cancellationToken);
}
