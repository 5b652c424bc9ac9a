using System.Collections.Concurrent;
using Npgsql;
using Relay.TelegramGateway.LinkingFiles;
using Relay.TelegramGateway.TelegramApi;

namespace Relay.TelegramGateway.Tests.Fakes;

/// <summary>The table of files, in memory; can be away.</summary>
internal sealed class FakeStoredFiles : IStoredFiles
{
    private readonly ConcurrentDictionary<Guid, StoredFile> files = new();

    public bool IsAway { get; set; }

    public StoredFile Add(ClientFile file, long bot = 100)
    {
        var stored = new StoredFile(Guid.NewGuid(), bot, ChatId: 501, MessageId: 1, file);
        return files[stored.Id] = stored;
    }

    public Task<StoredFile?> FindAsync(Guid id, CancellationToken cancellationToken) =>
        IsAway ? throw new NpgsqlException("away", new IOException()) : Task.FromResult(files.GetValueOrDefault(id));

    public Task<bool> RevokeAsync(Guid id, CancellationToken cancellationToken)
    {
        var known = files.TryGetValue(id, out var file);
        if (known)
        {
            files[id] = file! with { File = null };
        }

        return Task.FromResult(known);
    }

    public async Task<int> RevokeChatAsync(long chatId, CancellationToken cancellationToken)
    {
        var open = files.Values.Where(file => file.ChatId == chatId && file.File is not null).ToList();
        foreach (var file in open)
        {
            await RevokeAsync(file.Id, cancellationToken);
        }

        return open.Count;
    }
}
