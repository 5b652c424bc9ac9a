using System.Net.Http.Headers;
using System.Text;

namespace Relay.Sandbox.Posting;

/// <summary>Posts to the relay's webhooks. A call without an answer has status 0.</summary>
internal sealed class Poster : IDisposable
{
    private readonly HttpClient http = new(new SocketsHttpHandler { UseProxy = false, ConnectTimeout = TimeSpan.FromSeconds(5) })
    {
        Timeout = TimeSpan.FromSeconds(30),
    };

    /// <returns>The status (0 for none), the reason if there is none, and the wait of a Retry-After header.</returns>
    public async Task<Posted> PostAsync(Uri url, PostBody body, (string Name, string Value)? header, CancellationToken token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(body.Bytes) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(body.MediaType);
        if (header is { } given)
        {
            request.Headers.TryAddWithoutValidation(given.Name, given.Value);
        }

        try
        {
            using var response = await http.SendAsync(request, token);
            return new Posted((int)response.StatusCode, null, response.Headers.RetryAfter?.Delta);
        }
        catch (HttpRequestException error)
        {
            return new Posted(0, error.HttpRequestError.ToString(), null);
        }
        catch (OperationCanceledException) when (!token.IsCancellationRequested)
        {
            return new Posted(0, "timeout", null);
        }
    }

    public void Dispose() => http.Dispose();
}

/// <summary>The content of a post.</summary>
internal sealed record PostBody(byte[] Bytes, string MediaType)
{
    public static PostBody Json(string json) => new(Encoding.UTF8.GetBytes(json), "application/json");

    public static PostBody Form(string fields) => new(Encoding.UTF8.GetBytes(fields), "application/x-www-form-urlencoded");
}

/// <summary>The result of a post.</summary>
internal sealed record Posted(int Status, string? Reason, TimeSpan? RetryAfter)
{
    public bool IsSuccess => Status is >= 200 and < 300;

    /// <summary>The wait before attempt n + 1: as requested, else the base doubled at each attempt up to a minute.</summary>
    public TimeSpan Wait(int attempt, int baseMs) =>
        RetryAfter ?? TimeSpan.FromMilliseconds(Math.Min(60_000, baseMs * Math.Pow(2, Math.Min(attempt - 1, 20))));
}
