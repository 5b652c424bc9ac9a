using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Relay.Cli.Output;

namespace Relay.Cli.Management;

/// <summary>A service's management port.</summary>
internal sealed class ManagementClient : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly JsonSerializerOptions Read = new(JsonSerializerDefaults.Web) { RespectRequiredConstructorParameters = true };

    private readonly string service;
    private readonly HttpClient http;
    private readonly HttpClient sending;

    public ManagementClient(string service, Uri address, string token)
    {
        this.service = service;
        http = Client(new SocketsHttpHandler { UseProxy = false }, address, token);
        sending = Client(new SocketsHttpHandler { UseProxy = false, ConnectCallback = EarlyAnswerStream.ConnectAsync }, address, token);
    }

    /// <summary>The service's answer, as text for people.</summary>
    /// <exception cref="CommandException">It refused, or did not answer; the message says which.</exception>
    public Task<string> TextAsync(HttpMethod method, string path, object? body, CancellationToken cancellationToken) =>
        AskAsync(method, path, "text/plain", body, content => content.ReadAsStringAsync(cancellationToken), cancellationToken);

    /// <summary>The service's answer, as JSON.</summary>
    /// <inheritdoc cref="TextAsync"/>
    public Task<T> JsonAsync<T>(HttpMethod method, string path, object? body, CancellationToken cancellationToken) =>
        AskAsync(method, path, "application/json", body, async content => (await content.ReadFromJsonAsync<T>(Read, cancellationToken))!, cancellationToken);

    /// <summary>Gets a table, without a time limit. The caller reads the answer and disposes of it.</summary>
    /// <inheritdoc cref="TextAsync"/>
    public Task<HttpResponseMessage> GetTableAsync(string path, CancellationToken cancellationToken) =>
        StreamAsync(http, new HttpRequestMessage(HttpMethod.Get, path), cancellationToken);

    /// <summary>Sends a table, without a time limit. The caller reads the answer and disposes of it.</summary>
    /// <inheritdoc cref="TextAsync"/>
    public Task<HttpResponseMessage> SendTableAsync(string path, HttpContent table, Hears? hears, CancellationToken cancellationToken)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = table };
        request.Options.Set(EarlyAnswerStream.Hears, hears);
        return StreamAsync(sending, request, cancellationToken);
    }

    public void Dispose()
    {
        http.Dispose();
        sending.Dispose();
    }

    /// <summary>The service's words on refusing.</summary>
    public async Task<CommandException> RefusalAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        var words = (await answer.Content.ReadAsStringAsync(cancellationToken)).Trim();
        return new CommandException(words.Length > 0 ? words : $"{service} answered {(int)answer.StatusCode}.");
    }

    private static HttpClient Client(SocketsHttpHandler handler, Uri address, string token) => new(handler)
    {
        BaseAddress = address,
        Timeout = Timeout.InfiniteTimeSpan,
        DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", token) },
    };

    private async Task<HttpResponseMessage> StreamAsync(HttpClient client, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using (request)
        {
            request.Headers.Accept.ParseAdd("text/plain");
            try
            {
                return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            }
            catch (HttpRequestException)
            {
                throw NoAnswer();
            }
        }
    }

    private async Task<T> AskAsync<T>(
        HttpMethod method, string path, string accept, object? body, Func<HttpContent, Task<T>> read, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        try
        {
            using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
            request.Headers.Accept.ParseAdd(accept);
            using var answer = await http.SendAsync(request, limit.Token);
            return answer.IsSuccessStatusCode ? await read(answer.Content) : throw await RefusalAsync(answer, limit.Token);
        }
        catch (Exception error) when (error is HttpRequestException || (error is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw NoAnswer();
        }
        catch (JsonException)
        {
            throw new CommandException($"This tool cannot read the answer of {service}. Are both of the same version?");
        }
    }

    private CommandException NoAnswer() => new($"{service} does not answer at {http.BaseAddress!.GetLeftPart(UriPartial.Authority)}. Does it run?");
}
