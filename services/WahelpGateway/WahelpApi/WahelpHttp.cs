using System.Net;
using System.Net.Http.Headers;
using Polly;
using Polly.Timeout;
using Relay.Delivery.Settings;

namespace Relay.WahelpGateway.WahelpApi;

/// <summary>
/// Calls Wahelp's project methods: token, headers, and one repetition after a renewed log-in. A network error becomes an answer without a status,
/// which says whether the request may have left.
/// </summary>
internal sealed class WahelpHttp(HttpClient http, WahelpSession session, WahelpOptions options, TimeProvider time)
{
    /// <summary>The maximum time for sending one message, including log-in and look-up.</summary>
    public static readonly TimeSpan Limit = Timings.TextCall;

    private const int LongestBody = 256 * 1024;
    private const int LongestList = 8 * 1024 * 1024;

    private readonly TokenRefusals refusals = new(time);

    private readonly ResiliencePipeline pipeline = new ResiliencePipelineBuilder { TimeProvider = time }
        .AddTimeout(new TimeoutStrategyOptions { Timeout = Limit })
        .Build();

    /// <summary>Runs the calls for one message within <see cref="Limit"/>. There are no retries here: the lane retries.</summary>
    public Task<WahelpAnswer> LimitedAsync(Func<CancellationToken, Task<WahelpAnswer>> calls, CancellationToken cancellationToken) =>
        pipeline.ExecuteAsync(async token => await calls(token), cancellationToken).AsTask();

    /// <summary>Posts with a valid token, and after a 401 once more with a renewed one, because a refused call did nothing. Never throws.</summary>
    /// <param name="sent">The client's text in the body, which the answer may quote.</param>
    public Task<WahelpAnswer> PostAsync(WahelpStep step, string path, object body, string sent, CancellationToken cancellationToken) =>
        CallAsync(step, async (token, stop) => await PostOnceAsync(step, path, body, token, stop) with { Sent = sent }, cancellationToken);

    /// <summary>Reads a list in the same way. An answer longer than 8 MiB is cut off.</summary>
    public Task<WahelpAnswer> GetAsync(WahelpStep step, string path, CancellationToken cancellationToken) =>
        CallAsync(step, (token, stop) => GetOnceAsync(step, path, token, stop), cancellationToken);

    private async Task<WahelpAnswer> CallAsync(WahelpStep step, Func<string, CancellationToken, Task<WahelpAnswer>> call, CancellationToken cancellationToken)
    {
        var login = await session.LogInAsync(cancellationToken);
        if (login.Token is null)
        {
            return login.Failure!;
        }

        var answer = await call(login.Token, cancellationToken);
        refusals.Hear(answer, login.Token);
        if (!WahelpOutcomes.IsUnauthorized(answer) || !session.CanRenew || refusals.AreOf(step, login.Token))
        {
            return answer;
        }

        var renewed = await session.RenewAsync(login.Token, cancellationToken);
        if (renewed.Token is null)
        {
            refusals.RenewalFailed(step);
            return renewed.Failure!;
        }

        answer = await call(renewed.Token, cancellationToken);
        refusals.HearAgain(answer, renewed.Token);
        return answer;
    }

    private async Task<WahelpAnswer> PostOnceAsync(WahelpStep step, string path, object body, string token, CancellationToken cancellationToken)
    {
        using var content = new WatchedJson(body);
        using var request = Request(HttpMethod.Post, path, token);
        request.Content = content;
        try
        {
            return await SendAsync(http, step, request, time, cancellationToken);
        }
        catch (Exception error) when (error is HttpRequestException or IOException or OperationCanceledException)
        {
            return new WahelpAnswer(step, null) { MayHaveLeft = content.MayHaveLeft };
        }
    }

    private async Task<WahelpAnswer> GetOnceAsync(WahelpStep step, string path, string token, CancellationToken cancellationToken)
    {
        using var request = Request(HttpMethod.Get, path, token);
        try
        {
            return await SendAsync(http, step, request, time, cancellationToken, LongestList);
        }
        catch (Exception error) when (error is HttpRequestException or IOException or OperationCanceledException)
        {
            return new WahelpAnswer(step, null);
        }
    }

    private HttpRequestMessage Request(HttpMethod method, string path, string token)
    {
        var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        request.Headers.TryAddWithoutValidation("X-Project", options.ProjectId);
        return request;
    }

    internal static async Task<WahelpAnswer> SendAsync(
        HttpClient http, WahelpStep step, HttpRequestMessage request, TimeProvider time, CancellationToken cancellationToken, int longestBody = LongestBody)
    {
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        var body = await ReadAsync(response.Content, longestBody, cancellationToken);
        var retryAfter = response.Headers.RetryAfter;
        return new WahelpAnswer(step, (int)response.StatusCode, body)
        {
            RetryAfter = retryAfter?.Delta ?? (retryAfter?.Date is { } until ? until - time.GetUtcNow() : null),
        };
    }

    /// <summary>The beginning of the body: the important fields are there, and no answer may fill the memory.</summary>
    private static async Task<string> ReadAsync(HttpContent content, int longest, CancellationToken cancellationToken)
    {
        await using var stream = await content.ReadAsStreamAsync(cancellationToken);
        using var reader = new StreamReader(stream);
        var buffer = new char[4096];
        var length = 0;
        while (length < longest)
        {
            if (length == buffer.Length)
            {
                Array.Resize(ref buffer, Math.Min(2 * buffer.Length, longest));
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
