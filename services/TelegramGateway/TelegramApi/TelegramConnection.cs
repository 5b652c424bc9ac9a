using System.Net;

namespace Relay.TelegramGateway.TelegramApi;

/// <summary>
/// HTTP to the Bot API: three pools, so that a long poll never waits behind sends, and no send behind files. Not from a client factory, whose loggers would
/// write addresses: Telegram's contain the token.
/// </summary>
internal sealed class TelegramConnection : IDisposable
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);

    /// <summary>In bytes. A hundred rich messages that quote each other, with every letter escaped, have 40 MB; Telegram sends nothing larger.</summary>
    private const long LargestPoll = 128 * 1024 * 1024;

    private readonly string methods;
    private readonly string downloads;
    private readonly HttpClient calls;
    private readonly HttpClient polls;
    private readonly HttpClient files;

    public TelegramConnection(TelegramOptions options)
    {
        var server = options.ApiBase.AbsoluteUri.TrimEnd('/');
        (methods, downloads) = ($"{server}/bot{options.BotToken}/", $"{server}/file/bot{options.BotToken}/");
        calls = CreateClient(options.Proxy);
        polls = CreateClient(options.Proxy);
        files = CreateClient(options.Proxy);
        polls.MaxResponseContentBufferSize = LargestPoll;
    }

    /// <summary>Makes one call; the caller's token is its only time limit.</summary>
    public async Task<TelegramAnswer> CallAsync(string method, HttpContent? content, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, methods + method) { Content = content };
        using var response = await calls.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        return await TelegramAnswer.ReadAsync(response, cancellationToken);
    }

    /// <summary>Gets updates.</summary>
    /// <returns>The status and the whole body.</returns>
    public async Task<(HttpStatusCode Status, byte[] Body)> PollAsync(string query, CancellationToken cancellationToken)
    {
        using var response = await polls.GetAsync(new Uri($"{methods}getUpdates?{query}"), cancellationToken);
        return (response.StatusCode, await response.Content.ReadAsByteArrayAsync(cancellationToken));
    }

    /// <summary>Gets a file. The body is still to be read.</summary>
    /// <param name="path">The <c>file_path</c> of getFile's answer, relative.</param>
    public Task<HttpResponseMessage> DownloadAsync(string path, CancellationToken cancellationToken) => files.GetAsync(
        new Uri(downloads + string.Join('/', path.Split('/').Select(Uri.EscapeDataString))), HttpCompletionOption.ResponseHeadersRead, cancellationToken);

    public void Dispose()
    {
        calls.Dispose();
        polls.Dispose();
        files.Dispose();
    }

    private static HttpClient CreateClient(Uri? proxy) => new(
        new SocketsHttpHandler
        {
            // Without a propagator the handler creates no span of its own, whose url.full would contain the token.
            ActivityHeadersPropagator = null,
            AllowAutoRedirect = false,
            ConnectTimeout = ConnectTimeout,
            // Shorter than Telegram keeps idle connections: a send into a closing one ends without an answer.
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            UseCookies = false,
            UseProxy = proxy is not null,
            Proxy = proxy is null ? null : new WebProxy(proxy) { Credentials = Credentials(proxy) },
        },
        disposeHandler: true)
    {
        DefaultRequestVersion = HttpVersion.Version11,
        DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        Timeout = Timeout.InfiniteTimeSpan,
    };

    private static NetworkCredential? Credentials(Uri proxy) => proxy.UserInfo.Split(':', 2) is [{ Length: > 0 } user, var password]
        ? new NetworkCredential(Uri.UnescapeDataString(user), Uri.UnescapeDataString(password))
        : null;
}
