using System.Collections.Concurrent;
using System.Security.Cryptography;
using Relay.Sandbox.Journals;
using Relay.Sandbox.Scripting;

namespace Relay.Sandbox.Telegram;

/// <summary>The bytes of files, getFile, and the downloads.</summary>
internal sealed class StoredFiles(Journal journal)
{
    /// <summary>Bots get no larger file.</summary>
    private const long Largest = 20 * 1024 * 1024;

    private readonly ConcurrentDictionary<string, StoredFile> byId = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, StoredFile> byPath = new(StringComparer.Ordinal);
    private int last;

    public StoredFile Add(byte[] bytes, string kind, string? name, long? size)
    {
        var number = Interlocked.Increment(ref last);
        var unique = Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 8));
        var extension = System.IO.Path.GetExtension(name ?? "");
        var file = new StoredFile($"{kind}-{number}-{unique}", unique, $"{kind}s/file_{number}{extension}", bytes, size ?? bytes.Length);
        byPath[file.Path] = file;
        return byId[file.FileId] = file;
    }

    public Answer Get(BotCall call)
    {
        if (!byId.TryGetValue(call.Text("file_id") ?? "", out var file))
        {
            throw new BotApiException(400, "Bad Request: wrong file_id or the file is temporarily unavailable");
        }

        if (file.Size > Largest)
        {
            throw new BotApiException(400, "Bad Request: file is too big");
        }

        journal.Add(new Entry { What = What.FileFound, Status = 200 });
        return BotAnswers.Ok(new { file.FileId, FileUniqueId = file.UniqueId, FileSize = file.Size, FilePath = file.Path });
    }

    public Answer Download(string path)
    {
        if (!byPath.TryGetValue(path, out var file))
        {
            return BotAnswers.Error(404, "Not Found");
        }

        journal.Add(new Entry { What = What.FileDownloaded, Status = 200 });
        return new Answer(200, "") { Bytes = file.Bytes };
    }

    public void Clear()
    {
        byId.Clear();
        byPath.Clear();
    }
}
