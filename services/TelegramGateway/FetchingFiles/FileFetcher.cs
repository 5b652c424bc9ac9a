using System.Buffers;
using System.Net;
using System.Security.Cryptography;
using Relay.TelegramGateway.TelegramApi;

namespace Relay.TelegramGateway.FetchingFiles;

/// <summary>
/// Fetches a file by plain GETs, with nothing that identifies the relay or logs it in. Only bytes count: they are counted, cut and looked at.
/// </summary>
internal sealed class FileFetcher(FileHosts hosts, ReplyFileOptions options, TimeProvider time) : IDisposable
{
    /// <summary>In bytes.</summary>
    public const int PieceSize = 256 * 1024;

    private const int MostRedirects = 3;

    /// <summary>A server that needs longer for its headers, or for a piece, is taken for one that never ends. Shorter than a claim lasts.</summary>
    private static readonly TimeSpan StepWithin = TimeSpan.FromSeconds(20);

    private readonly HttpClient http = new(
        new SocketsHttpHandler
        {
            // Without a propagator the handler creates no span of its own, whose url.full would contain the address.
            ActivityHeadersPropagator = null,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectCallback = hosts.ConnectAsync,
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(10),
            ResponseHeaderEncodingSelector = static (_, _) => System.Text.Encoding.UTF8,
            UseCookies = false,
            UseProxy = false,
        },
        disposeHandler: true)
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    /// <summary>Fetches a file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="keep">Keeps a piece, with its position. What it throws is thrown on.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public async Task<FetchOutcome> FetchAsync(
        FileToFetch file, Func<int, ReadOnlyMemory<byte>, CancellationToken, Task> keep, CancellationToken cancellationToken)
    {
        try
        {
            var url = new Uri(file.Url);
            for (var redirects = 0; redirects <= MostRedirects; redirects++)
            {
                if (hosts.Refusal(url) is { } refusal)
                {
                    return refusal;
                }

                using var response = await WithinAsync(token => AskAsync(url, token), cancellationToken);
                if (Redirect(response, url) is not { } next)
                {
                    return Problem(response) ?? await ReadAsync(file, url, response, keep, cancellationToken);
                }

                url = next;
            }

            return new FetchOutcome.Refused("too_many_redirects");
        }
        catch (HttpRequestException error) when (error.InnerException is AddressNotPublicException)
        {
            return new FetchOutcome.Refused("address_not_public");
        }
        catch (Exception error) when (error is HttpRequestException or HttpIOException or TimeoutException)
        {
            return new FetchOutcome.NotNow("no_answer", IsAnswer: false);
        }
    }

    public void Dispose() => http.Dispose();

    private async Task<HttpResponseMessage> AskAsync(Uri url, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        request.Headers.AcceptEncoding.ParseAdd("identity");
        return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
    }

    private static Uri? Redirect(HttpResponseMessage response, Uri url) =>
        (int)response.StatusCode is 301 or 302 or 303 or 307 or 308 && response.Headers.Location is { } location ? new Uri(url, location) : null;

    private FetchOutcome? Problem(HttpResponseMessage response) => response switch
    {
        { StatusCode: HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError } =>
            new FetchOutcome.NotNow(Status(response), IsAnswer: false),
        { StatusCode: not HttpStatusCode.OK } => new FetchOutcome.NotNow(Status(response), IsAnswer: true),
        { Content.Headers.ContentType.MediaType: "text/html" or "application/xhtml+xml" } => new FetchOutcome.NotNow("html", IsAnswer: true),
        { Content.Headers.ContentEncoding.Count: > 0 } => new FetchOutcome.NotNow("encoded", IsAnswer: true),
        _ when response.Content.Headers.ContentLength > options.MaxBytes => new FetchOutcome.Refused("too_big"),
        _ => null,
    };

    private static string Status(HttpResponseMessage response) => ((int)response.StatusCode).ToString(System.Globalization.CultureInfo.InvariantCulture);

    private async Task<FetchOutcome> ReadAsync(
        FileToFetch file, Uri url, HttpResponseMessage response, Func<int, ReadOnlyMemory<byte>, CancellationToken, Task> keep,
        CancellationToken cancellationToken)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var rented = MemoryPool<byte>.Shared.Rent(PieceSize);
        var buffer = rented.Memory[..PieceSize];
        var (size, head) = (0L, Array.Empty<byte>());
        for (var position = 0; ; position++)
        {
            var length = await WithinAsync(token => stream.ReadAtLeastAsync(buffer, PieceSize, throwOnEndOfStream: false, token).AsTask(), cancellationToken);
            head = position == 0 ? buffer[..Math.Min(length, FileSignature.Length)].ToArray() : head;
            size += length;
            if (size > options.MaxBytes)
            {
                return new FetchOutcome.Refused("too_big");
            }

            if (position == 0 && (length == 0 || FileSignature.IsPage(head)))
            {
                return new FetchOutcome.NotNow(length == 0 ? "empty" : "html", IsAnswer: true);
            }

            if (length > 0)
            {
                hash.AppendData(buffer.Span[..length]);
                await keep(position, buffer[..length], cancellationToken);
            }

            if (length < PieceSize)
            {
                var signature = FileSignature.Of(head, size);
                var name = FileNames.Of(file.Name, response.Content.Headers.ContentDisposition, url, signature.Extension);
                return new FetchOutcome.Fetched(hash.GetHashAndReset(), size, signature.Kind, name);
            }
        }
    }

    /// <exception cref="TimeoutException">It took too long.</exception>
    private async Task<T> WithinAsync<T>(Func<CancellationToken, Task<T>> step, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(StepWithin, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await step(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException();
        }
    }
}
