using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Relay.WahelpGateway.Tests.Fakes;

namespace Relay.WahelpGateway.Tests.Learning;

/// <summary>A Wahelp account with configurable behaviour: it answers calls, sends webhooks, shows a history, and knows what people would see.</summary>
internal sealed class LearnedAccount : HttpMessageHandler
{
    public const string Token = "a-secret-access-token";
    public const string Name = "Иван Секретов";

    private readonly List<JsonObject> history = [];
    private int lastId = 71_000_000;

    /// <summary>The address of its webhooks.</summary>
    public HttpClient Gateway { get; set; } = null!;

    public bool HasMessages { get; init; } = true;

    public bool HasIds { get; init; } = true;

    public bool HasHistory { get; init; } = true;

    /// <summary>The effect of a destination: <c>honoured</c>, <c>ignored</c> or <c>refused</c>.</summary>
    public string Destination { get; init; } = "refused";

    public string ManagersDirection { get; init; } = "from_operator";

    /// <summary>The UTC offset of its times, which it does not write.</summary>
    public TimeSpan Zone { get; init; } = TimeSpan.FromHours(3);

    /// <summary>The texts that reached the client's phone.</summary>
    public ConcurrentBag<string> OnPhone { get; } = [];

    /// <summary>The texts that amoCRM shows as the client's, or as a note.</summary>
    public ConcurrentBag<string> InCrm { get; } = [];

    /// <summary>The last sent text.</summary>
    public string LastText { get; private set; } = "";

    /// <summary>An act of the manager in amoCRM.</summary>
    public Task ManagerAsync(string action, string text, Action<JsonObject>? more = null)
    {
        var message = action.EndsWith("created", StringComparison.Ordinal) ? Message(text, ManagersDirection) : history[^1].DeepClone().AsObject();
        message["message"] = text;
        more?.Invoke(message);
        return HookAsync(action, message);
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var path = request.RequestUri!.AbsolutePath;
        var body = request.Content is null ? null : JsonNode.Parse(await request.Content.ReadAsStringAsync(cancellationToken));
        return path.EndsWith("/login", StringComparison.Ordinal)
            ? Answer(200, $$$"""{"success":true,"data":{"access_token":"{{{Token}}}","expires_in":3600}}""")
            : path.EndsWith("/users", StringComparison.Ordinal) ? Answer(200, """{"success":true,"data":{"id":301}}""")
            : request.Method == HttpMethod.Get
                ? HasHistory
                ? Answer(200, new JsonObject { ["data"] = new JsonArray([.. history.Select(one => one.DeepClone())]) }.ToJsonString())
                : Answer(404, "")
            : path.EndsWith("/messages", StringComparison.Ordinal) ? HasMessages ? await TakeAsync((string)body!["message"]!["text"]!, "from") : Answer(404, "")
            : body!["destination"] is null || Destination == "ignored" ? await TakeAsync((string)body["text"]!, "from_operator")
            : Destination == "honoured" ? await TakeAsync((string)body["text"]!, (string)body["destination"]!)
            : Answer(422, """{"success":false,"message":"The selected destination is invalid."}""");
    }

    private async Task<HttpResponseMessage> TakeAsync(string text, string direction)
    {
        LastText = text;
        (direction == "from_operator" ? OnPhone : InCrm).Add(text);
        var message = Message(text, direction);
        await HookAsync("channel.message.created", message);
        return Answer(
            200,
            HasIds
                ? new JsonObject { ["success"] = true, ["data"] = new JsonObject { ["id"] = lastId, ["text"] = text } }.ToJsonString()
                : """{"success":true}""");
    }

    private JsonObject Message(string text, string direction)
    {
        var message = new JsonObject
        {
            ["channel_id"] = 550077,
            ["message"] = text,
            ["message_type"] = "text",
            ["destination"] = direction,
            ["created_at"] = TimeProvider.System.GetUtcNow().ToOffset(Zone).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
            ["user"] = new JsonObject { ["phone"] = Webhooks.Phone[1..], ["name"] = Name },
        };
        if (HasIds)
        {
            message["id"] = ++lastId;
        }

        history.Add(message);
        return message;
    }

    private async Task HookAsync(string action, JsonObject message)
    {
        using var content = new StringContent(
            new JsonObject { ["action"] = action, ["payload"] = message.DeepClone() }.ToJsonString(JsonSerializerOptions.Web), Encoding.UTF8,
            "application/json");
        using var response = await Gateway.PostAsync("/wahelp/webhook?token=webhook-token-of-the-tests", content);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    private static HttpResponseMessage Answer(int status, string body) =>
        new((HttpStatusCode)status) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
}
