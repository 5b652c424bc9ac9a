using System.Net;

namespace Relay.TelegramGateway.TelegramApi;

/// <summary>
/// HTTP to the Bot API: two pools, so that a long poll never waits behind sends. Not from a client factory, whose loggers would write addresses:
/// Telegram's contain the token.
/// </summary>
internal sealed class TelegramConnection : IDisposable
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);

    /// <summary>In bytes. A hundred rich messages that quote each other, with every letter escaped, have 40 MB; Telegram sends nothing larger.</summary>
    private const long LargestPoll = 128 * 1024 * 1024;

    private readonly string methods;
    private readonly HttpClient calls;
    private readonly HttpClient polls;

    public TelegramConnection(TelegramOptions options)
    {
        methods = $"{options.ApiBase.AbsoluteUri.TrimEnd('/')}/bot{options.BotToken}/";
        calls = CreateClient(options.Proxy);
        polls = CreateClient(options.Proxy);
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

    public void Dispose()
    {
        calls.Dispose();
        polls.Dispose();
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
