using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Relay.Sandbox.Tests;

/// <summary>The relay's side of a webhook: keeps posts, and refuses chosen ones.</summary>
internal sealed class Receiver : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly Lock gate = new();
    private readonly List<string> bodies = [];
    private readonly List<string> queries = [];
    private readonly List<Dictionary<string, string>> headers = [];

    private Receiver(WebApplication app) => this.app = app;

    /// <summary>Bodies to answer with 500.</summary>
    public Func<string, bool> Refuse { get; set; } = _ => false;

    public string Url => app.Urls.First() + "/hook";

    public IReadOnlyList<string> Bodies => Copy(bodies);

    public IReadOnlyList<string> Queries => Copy(queries);

    public IReadOnlyList<Dictionary<string, string>> Headers => Copy(headers);

    public static async Task<Receiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder(["--urls=http://127.0.0.1:0"]);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        var receiver = new Receiver(builder.Build());
        receiver.app.MapPost("/hook", receiver.TakeAsync);
        await receiver.app.StartAsync();
        return receiver;
    }

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
    }

    private async Task<IResult> TakeAsync(HttpRequest request)
    {
        using var reader = new StreamReader(request.Body);
        var body = await reader.ReadToEndAsync();
        lock (gate)
        {
            bodies.Add(body);
            queries.Add(request.QueryString.ToString());
            headers.Add(request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString()));
        }

        return Refuse(body) ? Results.StatusCode(500) : Results.Ok();
    }

    private List<T> Copy<T>(List<T> list)
    {
        lock (gate)
        {
            return [.. list];
        }
    }
}
