using System.Net;
using System.Net.Http.Headers;
using Polly;
using Polly.Timeout;

namespace Relay.WahelpGateway.WahelpApi;

/// <summary>
/// Calls Wahelp's project methods: token, headers, the one repetition after a renewed log-in. What goes wrong on the wire becomes an
/// answer without a status, which says whether the request may have left.
/// </summary>
internal sealed class WahelpHttp(HttpClient http, WahelpSession session, WahelpOptions options, TimeProvider time)
{
    /// <summary>The longest that sending one message takes, with log-in and look-up.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(15);

    private const int LongestBody = 256 * 1024;

    private readonly ResiliencePipeline pipeline = new ResiliencePipelineBuilder { TimeProvider = time }
        .AddTimeout(new TimeoutStrategyOptions { Timeout = Limit })
        .Build();

    /// <summary>Runs the calls for one message within <see cref="Limit"/>. There are no retries here: they are the lane's.</summary>
    public Task<WahelpAnswer> LimitedAsync(Func<CancellationToken, Task<WahelpAnswer>> calls, CancellationToken cancellationToken) =>
        pipeline.ExecuteAsync(async token => await calls(token), cancellationToken).AsTask();

    /// <summary>Posts with a good token; after a 401 once more with a renewed one, for a refused call did nothing. Never throws.</summary>
    public async Task<WahelpAnswer> PostAsync(WahelpStep step, string path, object body, CancellationToken cancellationToken)
    {
        var login = await session.LogInAsync(cancellationToken);
        if (login.Token is null)
        {
            return login.Failure!;
        }

        var answer = await PostOnceAsync(step, path, body, login.Token, cancellationToken);
        if (answer.Status != (int)HttpStatusCode.Unauthorized || !session.CanRenew)
        {
            return answer;
        }

        var renewed = await session.RenewAsync(login.Token, cancellationToken);
        return renewed.Token is null ? renewed.Failure! : await PostOnceAsync(step, path, body, renewed.Token, cancellationToken);
    }

    private async Task<WahelpAnswer> PostOnceAsync(WahelpStep step, string path, object body, string token, CancellationToken cancellationToken)
    {
        using var content = new WatchedJson(body);
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = content };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        request.Headers.TryAddWithoutValidation("X-Project", options.ProjectId);
        try
        {
            return await SendAsync(http, step, request, time, cancellationToken);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
        {
            return new WahelpAnswer(step, null) { MayHaveLeft = content.MayHaveLeft };
        }
    }

    internal static async Task<WahelpAnswer> SendAsync(
        HttpClient http, WahelpStep step, HttpRequestMessage request, TimeProvider time, CancellationToken cancellationToken)
    {
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        var body = await ReadAsync(response.Content, cancellationToken);
        var retryAfter = response.Headers.RetryAfter;
        return new WahelpAnswer(step, (int)response.StatusCode, body)
        {
            RetryAfter = retryAfter?.Delta ?? (retryAfter?.Date is { } until ? until - time.GetUtcNow() : null),
        };
    }

    /// <summary>The beginning of the body: what matters stands there, and nothing outside may fill the memory.</summary>
    private static async Task<string> ReadAsync(HttpContent content, CancellationToken cancellationToken)
    {
        await using var stream = await content.ReadAsStreamAsync(cancellationToken);
        using var reader = new StreamReader(stream);
        var buffer = new char[4096];
        var length = 0;
        while (length < LongestBody)
        {
            if (length == buffer.Length)
            {
                Array.Resize(ref buffer, Math.Min(2 * buffer.Length, LongestBody));
            }

            var read = await reader.ReadAsync(buffer.AsMemory(length), cancellationToken);
            if (read == 0)
            {
                break;
            }

            length += read;
        }

        return new string(buffer, 0, length);
    }
}
