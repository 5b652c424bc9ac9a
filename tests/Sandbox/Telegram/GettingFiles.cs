using Relay.Sandbox.Files;
using Relay.Sandbox.Journals;
using Relay.Sandbox.Scripting;

namespace Relay.Sandbox.Telegram;

/// <summary>getFile, and the downloads of what it names.</summary>
internal sealed class GettingFiles(StoredFiles files, Journal journal)
{
    /// <summary>Bots get no larger file.</summary>
    private const long Largest = 20 * 1024 * 1024;

    public Answer Get(BotCall call)
    {
        if (files.Find(call.Text("file_id")) is not { Kind: { } kind } file)
        {
            throw new BotApiException(400, "Bad Request: wrong file_id or the file is temporarily unavailable");
        }

        if (file.Size > Largest)
        {
            throw new BotApiException(400, "Bad Request: file is too big");
        }

        journal.Add(new Entry { What = What.FileFound, Status = 200 });
        var path = $"{kind}s/{file.Id}{Path.GetExtension(file.Name)}";
        return BotAnswers.Ok(new { FileId = file.Id, FileUniqueId = file.UniqueId, FileSize = file.Size, FilePath = path });
    }

    public Answer Download(string path)
    {
        if (files.Find(Path.GetFileNameWithoutExtension(path)) is not { Kind: not null } file)
        {
            return BotAnswers.Error(404, "Not Found");
        }

        journal.Add(new Entry { What = What.FileDownloaded, Status = 200 });
        return new Answer(200, "") { Bytes = file.Bytes, ContentType = "application/octet-stream" };
    }
}
