using System.Net;
using System.Text;
using System.Text.Json;
using Relay.WahelpGateway.WahelpApi;

namespace Relay.WahelpGateway.Tests.Fakes;

/// <summary>
/// A strict Wahelp: each call must be announced by the test, and gets the announced answers in order, the last one for ever. Anything else fails the
/// test when the fake is disposed of.
/// </summary>
internal sealed class FakeWahelp : HttpMessageHandler
{
    public const string Channel = "11111111-2222-3333-4444-555555555555";
    public const string Project = "77";
    public const string ChannelPath = $"/app/projects/{Project}/channels/{Channel}";

    private readonly Dictionary<string, Queue<Func<Task<HttpResponseMessage>>>> answers = [];
    private readonly List<string> unexpected = [];

    public List<Call> Calls { get; } = [];

    public static WahelpOptions Options(Action<WahelpOptions>? change = null)
    {
        var options = new WahelpOptions
        {
            ApiBase = new Uri("https://wahelp.test"),
            Login = "relay",
            Password = "secret",
            ProjectId = Project,
            ChannelUuid = Channel,
            WebhookToken = "webhook-token-of-the-tests",
        };
        change?.Invoke(options);
        return options;
    }

    /// <summary>Announces an answer to a call, named <c>POST /path</c>.</summary>
    public FakeWahelp On(string call, int status, string body, TimeSpan? retryAfter = null) => On(call, () =>
    {
        var response = new HttpResponseMessage((HttpStatusCode)status) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        if (retryAfter is { } wait)
        {
            response.Headers.RetryAfter = new(wait);
        }

        return Task.FromResult(response);
    });

    public FakeWahelp On(string call, Func<Task<HttpResponseMessage>> answer)
    {
        if (!answers.TryGetValue(call, out var queue))
        {
            answers[call] = queue = new();
        }

        queue.Enqueue(answer);
        return this;
    }

    public FakeWahelp OnLogIn(string token, int seconds = 3600) =>
        On("POST /app/user/login", 200, $$$"""{"success":true,"data":{"token_type":"bearer","access_token":"{{{token}}}","expires_in":{{{seconds}}}}}""");

    public int Count(string call) => Calls.Count(made => made.Name == call);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var name = $"{request.Method} {request.RequestUri!.PathAndQuery}";
        var call = new Call(
            name,
            request.Headers.Authorization?.Parameter,
            request.Headers.TryGetValues("X-Project", out var project) ? project.Single() : null,
            request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken));
        Func<Task<HttpResponseMessage>>? answer;
        lock (Calls)
        {
            Calls.Add(call);
            answer = !answers.TryGetValue(name, out var queue) ? null : queue.Count > 1 ? queue.Dequeue() : queue.Peek();
            if (answer is null)
            {
                unexpected.Add(name);
            }
        }

        return answer is null ? new HttpResponseMessage(HttpStatusCode.NotImplemented) : await answer();
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        Assert.Empty(unexpected);
    }

    internal sealed record Call(string Name, string? Token, string? Project, string Body)
    {
        public JsonElement Json => JsonDocument.Parse(Body).RootElement;
    }
}

/// <summary>The adapter over a handler, composed as in the service.</summary>
internal sealed class Adapter : IDisposable
{
    private readonly HttpClient http;

    public Adapter(HttpMessageHandler wire, WahelpOptions options, TimeProvider? time = null)
    {
        time ??= TimeProvider.System;
        http = new HttpClient(wire) { BaseAddress = WahelpAddress.Base(options.ApiBase), Timeout = Timeout.InfiniteTimeSpan };
        Session = new WahelpSession(http, options, time);
        Http = new WahelpHttp(http, Session, options, time);
        Channel = options.Profile == WahelpProfile.SendMessage
            ? new SendMessageChannel(Http, options, options.SendDestination)
            : new MessagesChannel(Http, options);
    }

    public WahelpSession Session { get; }

    public WahelpHttp Http { get; }

    public IWahelpChannel Channel { get; }

    public Task<WahelpAnswer> SendAsync(string text = "Привет", string phone = "+79991234567", string name = "Иван") =>
        Channel.SendAsync(phone, name, text, TestContext.Current.CancellationToken);

    public void Dispose() => http.Dispose();
}
