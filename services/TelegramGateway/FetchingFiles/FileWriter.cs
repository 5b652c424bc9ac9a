using System.Security.Cryptography;

namespace Relay.TelegramGateway.FetchingFiles;

/// <summary>
/// Keeps the pieces of one attempt. As long as they equal those of a file that is here, its twin, nothing is written: a price list for a thousand clients
/// would else be written a thousand times, only to be removed again, and PostgreSQL gives room back late.
/// </summary>
internal sealed class FileWriter(IFileStore store, FileToFetch file)
{
    private Guid? twin;
    private int pieces;

    /// <summary>Keeps the next piece.</summary>
    /// <exception cref="FetchLostException">The file is not this instance's any more.</exception>
    public async Task WriteAsync(int position, ReadOnlyMemory<byte> piece, CancellationToken cancellationToken)
    {
        var hash = SHA256.HashData(piece.Span);
        if (position == 0)
        {
            twin = await store.FindTwinAsync(hash, cancellationToken);
        }

        if (twin is { } known && !await store.HasPieceAsync(file, known, position, hash, cancellationToken))
        {
            await PartAsync(known, cancellationToken);
        }

        if (twin is null)
        {
            await store.AppendAsync(file, position, piece, hash, cancellationToken);
        }

        pieces = position + 1;
    }

    /// <summary>Decides that the file goes. Its twin may go on where it ends.</summary>
    public async Task EndAsync(FetchOutcome.Fetched fetched, CancellationToken cancellationToken)
    {
        if (twin is { } known && !await store.IsWholeAsync(known, fetched.Hash, cancellationToken))
        {
            await PartAsync(known, cancellationToken);
        }

        await store.ReadyAsync(file, fetched, cancellationToken);
    }

    /// <summary>From here on they differ: what was equal is copied.</summary>
    private async Task PartAsync(Guid known, CancellationToken cancellationToken)
    {
        twin = null;
        if (pieces > 0)
        {
            await store.CopyAsync(file, known, pieces, cancellationToken);
        }
    }
}
