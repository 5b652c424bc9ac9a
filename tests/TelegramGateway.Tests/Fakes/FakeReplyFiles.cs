using Relay.Contracts;
using Relay.ServiceDefaults.Persistence;
using Relay.TelegramGateway.SendingMessages;
using Relay.TelegramGateway.TelegramApi;

namespace Relay.TelegramGateway.Tests.Fakes;

/// <summary>Decides as a test says, and keeps what is changed.</summary>
internal sealed class FakeReplyFiles : IReplyFiles, IFileBytes
{
    public ReplyFile File { get; set; } = new ReplyFile.Waiting();

    public byte[] Bytes { get; set; } = [];

    public List<FileRefusal> Refusals { get; } = [];

    /// <summary>The messages whose file was asked for.</summary>
    public List<Guid> Asked { get; } = [];

    public List<string> Remembered { get; } = [];

    public Statement Keep(Guid messageId, Attachment attachment) => new("");

    public Statement Again(Guid messageId, Attachment attachment) => new("");

    public Task<ReplyFile> FindAsync(Guid messageId, Attachment attachment, CancellationToken cancellationToken)
    {
        Asked.Add(messageId);
        return Task.FromResult(File);
    }

    public Task ChangeAsync(TelegramFile file, FileRefusal refusal, CancellationToken cancellationToken)
    {
        Refusals.Add(refusal);
        File = (refusal, File) switch
        {
            (FileRefusal.FileId, ReplyFile.Ready ready) => ready with { FileId = null },
            (FileRefusal.Kind, ReplyFile.Ready ready) => ready with { Kind = TelegramFileKind.Document },
            _ => new ReplyFile.Missing(),
        };
        return Task.CompletedTask;
    }

    public Task RememberAsync(TelegramFile file, string fileId, CancellationToken cancellationToken)
    {
        Remembered.Add(fileId);
        return Task.CompletedTask;
    }

    public async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync(
        Guid content, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.Yield();
        foreach (var piece in Bytes.Chunk(256 * 1024))
        {
            yield return piece;
        }
    }
}
