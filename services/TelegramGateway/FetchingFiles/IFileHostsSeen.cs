namespace Relay.TelegramGateway.FetchingFiles;

/// <summary>The hosts of files that were not fetched, because no setting names them.</summary>
internal interface IFileHostsSeen
{
    /// <summary>Keeps a host, or that it was seen again.</summary>
    Task KeepAsync(string host, CancellationToken cancellationToken);

    /// <summary>All hosts, the last seen first.</summary>
    Task<IReadOnlyList<string>> ReadAsync(CancellationToken cancellationToken);
}
