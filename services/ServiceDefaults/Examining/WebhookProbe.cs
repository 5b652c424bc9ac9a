using System.Text;

namespace Relay.ServiceDefaults.Examining;

/// <summary>Calls a public address of ours as others would, from here.</summary>
public static class WebhookProbe
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    /// <summary>In bytes.</summary>
    private const int Beginning = 1024;

    /// <summary>Posts an empty event.</summary>
    /// <param name="address">May hold a token: it reaches no log and no trace.</param>
    /// <returns>The status; null if nothing answered, or the certificate is invalid.</returns>
    public static async Task<int?> PostAsync(Uri address, string body, CancellationToken cancellationToken)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        return (await AskAsync(new HttpRequestMessage(HttpMethod.Post, address) { Content = content }, cancellationToken))?.Status;
    }

    /// <summary>Opens an address.</summary>
    /// <param name="address">May hold a secret: it reaches no log and no trace.</param>
    /// <returns>The status and the beginning of the body; null if nothing answered, or the certificate is invalid.</returns>
    public static Task<(int Status, string Body)?> GetAsync(Uri address, CancellationToken cancellationToken) =>
        AskAsync(new HttpRequestMessage(HttpMethod.Get, address), cancellationToken);

    private static async Task<(int Status, string Body)?> AskAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var handler = new SocketsHttpHandler { ActivityHeadersPropagator = null, AllowAutoRedirect = false, ConnectTimeout = Limit / 2 };
        using var http = new HttpClient(handler) { Timeout = Limit };
        using (request)
        {
            try
            {
                using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
                await using var body = await answer.Content.ReadAsStreamAsync(cancellationToken);
                var start = new byte[Beginning];
                var length = await body.ReadAtLeastAsync(start, Beginning, throwOnEndOfStream: false, cancellationToken);
                return ((int)answer.StatusCode, Encoding.UTF8.GetString(start, 0, length));
            }
            catch (Exception error) when (error is HttpRequestException or IOException or TaskCanceledException)
            {
                return null;
            }
        }
    }
}
