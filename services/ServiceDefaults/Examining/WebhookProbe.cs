using System.Text;

namespace Relay.ServiceDefaults.Examining;

/// <summary>Calls a webhook's public address as a provider would, from here.</summary>
public static class WebhookProbe
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    /// <summary>Posts an empty event.</summary>
    /// <param name="address">May hold a token: it reaches no log and no trace.</param>
    /// <returns>The status; null if nothing answered, or the certificate is invalid.</returns>
    public static async Task<int?> PostAsync(Uri address, string body, CancellationToken cancellationToken)
    {
        using var handler = new SocketsHttpHandler { ActivityHeadersPropagator = null, AllowAutoRedirect = false, ConnectTimeout = Limit / 2 };
        using var http = new HttpClient(handler) { Timeout = Limit };
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        try
        {
            using var answer = await http.PostAsync(address, content, cancellationToken);
            return (int)answer.StatusCode;
        }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException)
        {
            return null;
        }
    }
}
