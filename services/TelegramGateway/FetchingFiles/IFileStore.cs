namespace Relay.TelegramGateway.FetchingFiles;

/// <summary>The files to fetch, and what was fetched.</summary>
internal interface IFileStore
{
    /// <summary>Takes files that are due, as many as there is room for. A file whose fetch stands still for 30 s is due again.</summary>
    Task<IReadOnlyList<FileToFetch>> ClaimAsync(int most, CancellationToken cancellationToken);

    /// <summary>Finds a complete file that begins with this piece. Null if no file does.</summary>
    /// <param name="hash">The piece's SHA-256.</param>
    /// <param name="cancellationToken">Ends the query.</param>
    Task<Guid?> FindTwinAsync(byte[] hash, CancellationToken cancellationToken);

    /// <summary>True if the twin has this piece at this place.</summary>
    /// <exception cref="FetchLostException">The file is not this instance's any more.</exception>
    Task<bool> HasPieceAsync(FileToFetch file, Guid twin, int position, byte[] hash, CancellationToken cancellationToken);

    /// <summary>True if the whole twin has this hash.</summary>
    Task<bool> IsWholeAsync(Guid twin, byte[] hash, CancellationToken cancellationToken);

    /// <summary>Keeps the twin's first pieces as this file's.</summary>
    /// <exception cref="FetchLostException">The file is not this instance's any more, or the twin is gone.</exception>
    Task CopyAsync(FileToFetch file, Guid twin, int pieces, CancellationToken cancellationToken);

    /// <summary>Keeps a piece.</summary>
    /// <exception cref="FetchLostException">The file is not this instance's any more.</exception>
    Task AppendAsync(FileToFetch file, int position, ReadOnlyMemory<byte> piece, byte[] hash, CancellationToken cancellationToken);

    /// <summary>Decides that the file goes. Equal bytes are kept once.</summary>
    /// <exception cref="FetchLostException">The file is not this instance's any more, or its twin, which has the bytes, is gone.</exception>
    Task ReadyAsync(FileToFetch file, FetchOutcome.Fetched fetched, CancellationToken cancellationToken);

    /// <summary>Decides that the file does not go.</summary>
    Task MissingAsync(FileToFetch file, string why, CancellationToken cancellationToken);

    /// <summary>Lets it be tried again.</summary>
    Task AgainAsync(FileToFetch file, string why, TimeSpan after, CancellationToken cancellationToken);

    /// <summary>Decides that files whose time is over do not go.</summary>
    /// <returns>Their messages.</returns>
    Task<IReadOnlyList<Guid>> ExpireAsync(CancellationToken cancellationToken);

    /// <summary>Removes the files of final messages, and bytes that no open message has.</summary>
    Task FreeAsync(CancellationToken cancellationToken);

    /// <summary>True if files wait for room.</summary>
    Task<bool> IsFullAsync(CancellationToken cancellationToken);
}
