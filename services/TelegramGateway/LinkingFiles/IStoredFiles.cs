namespace Relay.TelegramGateway.LinkingFiles;

/// <summary>The table <c>client_file</c>. Rows come with the messages that hold the links, in one transaction.</summary>
internal interface IStoredFiles
{
    /// <summary>The file that a link leads to; null if no file has this id.</summary>
    Task<StoredFile?> FindAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>Ends a link for ever, and forgets its file.</summary>
    /// <returns>False if there is no such link.</returns>
    Task<bool> RevokeAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>Ends all links of a chat for ever, and forgets their files.</summary>
    /// <returns>How many there were.</returns>
    Task<int> RevokeChatAsync(long chatId, CancellationToken cancellationToken);
}
