using System.Net;
using System.Text.Json;

namespace Relay.TelegramGateway.TelegramApi;

/// <summary>Fetches files from Telegram. The address of a file holds the bot's token, so it never leaves this folder.</summary>
internal sealed class TelegramDownloads(TelegramConnection connection, DownloadLimits limits, TimeProvider time)
{
    /// <summary>Telegram answers getFile only when its own server has the whole file.</summary>
    private static readonly TimeSpan FindLimit = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan FetchLimit = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(5);

    /// <summary>Error texts of getFile that no repeat changes.</summary>
    private static readonly string[] Gone = ["invalid file_id", "wrong remote file identifier", "wrong file identifier"];

    /// <summary>Writes the file into the stream. Throws only on cancellation, and on errors of the stream.</summary>
    public async Task<Download> FetchAsync(string fileId, Stream into, CancellationToken cancellationToken)
    {
        try
        {
            using var body = OutgoingBody.Of(new GetFileRequest(fileId));
            using var limit = new CancellationTokenSource(FindLimit, time);
            using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
            var answer = await connection.CallAsync("getFile", body, both.Token);
            return answer is not { Ok: true, Result: { } result } ? Refused(answer)
                : PathOf(result) is not { Length: > 0 } path ? new Download.Away(Soon)
                : IsRelative(path) ? await DownloadAsync(path, into, cancellationToken)
                : new Download.Elsewhere();
        }
        catch (Exception error) when (error is HttpRequestException or OperationCanceledException or JsonException
            && !cancellationToken.IsCancellationRequested)
        {
            return new Download.Away(Soon);
        }
    }

    private static Download Refused(TelegramAnswer answer) => answer switch
    {
        { Status: 400 } when Says(answer, "file is too big") => new Download.TooBig(),
        { Status: 400 } when Gone.Any(words => Says(answer, words)) => new Download.Gone(),
        _ => new Download.Away(answer.RetryAfter ?? Soon),
    };

    private static bool Says(TelegramAnswer answer, string words) => answer.Description.Contains(words, StringComparison.OrdinalIgnoreCase);

    private static string? PathOf(string result)
    {
        using var file = JsonDocument.Parse(result);
        return file.RootElement.ValueKind == JsonValueKind.Object
            && file.RootElement.TryGetProperty("file_path", out var path) && path.ValueKind == JsonValueKind.String
                ? path.GetString()
                : null;
    }

    /// <summary>A server with <c>--local</c> returns a path on its own disk, which HTTP does not reach.</summary>
    private static bool IsRelative(string path) => path[0] != '/' && !path.Contains('\\') && !path.Split('/').Contains("..");

    private async Task<Download> DownloadAsync(string path, Stream into, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(FetchLimit, time);
        using var stall = new CancellationTokenSource(limits.Stall, time);
        using var all = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token, stall.Token);
        using var response = await connection.DownloadAsync(path, all.Token);
        if (response.StatusCode != HttpStatusCode.OK)
        {
            return new Download.Away(response.Headers.RetryAfter?.Delta ?? Soon);
        }

        await using var bytes = await response.Content.ReadAsStreamAsync(all.Token);
        var buffer = new byte[64 * 1024];
        long length = 0;
        for (int read; (read = await ReadAsync(bytes, buffer, all.Token)) > 0;)
        {
            stall.CancelAfter(limits.Stall);
            if ((length += read) > ClientFile.Largest)
            {
                return new Download.TooBig();
            }

            await into.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
        }

        return new Download.Done(length);
    }

    /// <summary>An error of the network must not look like one of the disk.</summary>
    private static async ValueTask<int> ReadAsync(Stream bytes, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            return await bytes.ReadAsync(buffer, cancellationToken);
        }
        catch (IOException error)
        {
            throw new HttpRequestException("The download broke off.", error);
        }
    }

    private sealed record GetFileRequest(string FileId);
}
