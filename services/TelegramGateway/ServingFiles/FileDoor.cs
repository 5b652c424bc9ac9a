using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.Logging;
using Microsoft.Net.Http.Headers;
using Npgsql;
using Relay.ServiceDefaults;
using Relay.ServiceDefaults.Administration;
using Relay.ServiceDefaults.Configuration;
using Relay.TelegramGateway.LinkingFiles;
using Relay.TelegramGateway.Prompting;
using Relay.TelegramGateway.TelegramApi;

namespace Relay.TelegramGateway.ServingFiles;

/// <summary>Answers who opens a link. The link is all that a caller needs, so it is in no log.</summary>
internal sealed partial class FileDoor(
    IStoredFiles files, FileDownloads fetcher, DownloadLimits limits, TelegramOptions telegram, RelayOptions relay, Refusals refusals, ILogger<FileDoor> logger)
    : IDisposable
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim readers = new(limits.Readers);

    /// <param name="id">As in the address; may be anything.</param>
    public async Task AnswerAsync(HttpContext http, string id)
    {
        FileHeaders.Put(http.Response);
        if (!await readers.WaitAsync(TimeSpan.Zero, http.RequestAborted))
        {
            await SayAsync(http, StatusCodes.Status503ServiceUnavailable, FileWords.Away(relay.Language), Soon);
            return;
        }

        try
        {
            await AnswerAsync(http, Guid.TryParseExact(id, "N", out var known) ? await files.FindAsync(known, http.RequestAborted) : null);
        }
        catch (Exception error) when (error is NpgsqlException or TimeoutException)
        {
            Log.NotFound(logger, error);
            await SayAsync(http, StatusCodes.Status503ServiceUnavailable, FileWords.Away(relay.Language), Soon);
        }
        catch (Exception error) when (error is OperationCanceledException or IOException && http.RequestAborted.IsCancellationRequested)
        {
            // The caller left, or read too slowly.
        }
        finally
        {
            readers.Release();
        }
    }

    public void Dispose() => readers.Dispose();

    private async Task AnswerAsync(HttpContext http, StoredFile? stored)
    {
        switch (stored)
        {
            case null:
                await refusals.CountAsync("files", isGuess: false, http.RequestAborted);
                await SayAsync(http, StatusCodes.Status404NotFound, FileWords.Unknown(relay.Language));
                break;
            case { File: null }:
                await SayAsync(http, StatusCodes.Status410Gone, FileWords.Revoked(relay.Language));
                break;
            case { BotId: var bot } when bot != telegram.BotId:
                await SayAsync(http, StatusCodes.Status410Gone, FileWords.Gone(relay.Language));
                break;
            case { File: { } file }:
                var (opened, fetch) = await fetcher.OpenAsync(file, http.RequestAborted);
                await (opened is null ? RefuseAsync(http, fetch) : SendAsync(http, file, opened));
                break;
        }
    }

    private Task RefuseAsync(HttpContext http, Download fetch) => fetch switch
    {
        Download.TooBig => SayAsync(http, StatusCodes.Status413PayloadTooLarge, FileWords.TooBig(relay.Language)),
        Download.Gone => SayAsync(http, StatusCodes.Status410Gone, FileWords.Gone(relay.Language)),
        Download.Elsewhere => SayAsync(http, StatusCodes.Status503ServiceUnavailable, FileWords.Elsewhere(relay.Language), TimeSpan.FromHours(1)),
        Download.Away { RetryAfter: var wait } => SayAsync(http, StatusCodes.Status503ServiceUnavailable, FileWords.Away(relay.Language), wait),
        _ => throw new InvalidOperationException("A fetched file is sent."),
    };

    /// <summary>With ranges, for players; a conditional request for the same file is 304.</summary>
    private async Task SendAsync(HttpContext http, ClientFile file, FileStream opened)
    {
        await using var bytes = opened;
        var start = new byte[FileType.Needed];
        var type = FileType.Of(start.AsSpan(0, await opened.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false, http.RequestAborted)));
        opened.Position = 0;
        FileHeaders.PutFile(http.Response, type, HiddenSigns.Remove(file.Name) is { Length: > 0 } name ? name : AddressName.Of(file));
        if (http.Features.Get<IHttpMinResponseDataRateFeature>() is { } rate)
        {
            rate.MinDataRate = new MinDataRate(limits.SlowestReader, limits.SlowFor);
        }

        var tag = new EntityTagHeaderValue($"\"{FileCache.KeyOf(file)}\"");
        await Results.Stream(opened, type.Name, entityTag: tag, enableRangeProcessing: true).ExecuteAsync(http);
    }

    private static Task SayAsync(HttpContext http, int status, string words, TimeSpan? retryAfter = null)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "text/plain; charset=utf-8";
        http.Response.Headers.CacheControl = "no-store";
        if (retryAfter is { } wait)
        {
            http.Response.Headers.RetryAfter = ((int)Math.Ceiling(wait.TotalSeconds)).ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        return HttpMethods.IsHead(http.Request.Method) ? Task.CompletedTask : http.Response.WriteAsync(words + "\n", http.RequestAborted);
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "The database did not say what a link leads to: its caller must come again")]
        public static partial void NotFound(ILogger logger, Exception exception);
    }
}
