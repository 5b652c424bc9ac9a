using System.Globalization;

namespace Relay.ServiceDefaults.Health;

/// <summary>
/// <c>--health</c>: the program, started a second time, asks the running one whether it is ready. For containers, which have no shell. It comes first
/// in a <c>Program.cs</c>, because it runs every few seconds.
/// </summary>
public static class HealthQuestion
{
    private const string Argument = "--health";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    /// <summary>True if the program was started with it.</summary>
    public static bool IsAsked(string[] args) => args is [Argument];

    /// <summary>Calls <c>/health/ready</c> on this machine, and prints the answer.</summary>
    /// <param name="port">The public port if ASPNETCORE_URLS is not set.</param>
    /// <returns>The exit code: 0 for ready, else 1.</returns>
    public static async Task<int> AskAsync(int port)
    {
        using var handler = new SocketsHttpHandler { UseProxy = false };
        using var http = new HttpClient(handler) { Timeout = Patience };
        try
        {
            using var answer = await http.GetAsync(Address(Environment.GetEnvironmentVariable("ASPNETCORE_URLS"), port));
            await Console.Out.WriteLineAsync(await answer.Content.ReadAsStringAsync());
            return answer.IsSuccessStatusCode ? 0 : 1;
        }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException)
        {
            await Console.Out.WriteLineAsync($"No answer: {error.GetType().Name}");
            return 1;
        }
    }

    /// <summary>The first address, with loopback in place of a wildcard host.</summary>
    internal static Uri Address(string? urls, int port)
    {
        var first = urls?.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).FirstOrDefault();
        first ??= string.Create(CultureInfo.InvariantCulture, $"http://*:{port}");
        // A Uri does not accept a wildcard host.
        var address = Microsoft.AspNetCore.Http.BindingAddress.Parse(first);
        var host = address.Host is "*" or "+" or "0.0.0.0" or "[::]" ? "127.0.0.1" : address.Host;
        return new UriBuilder(address.Scheme, host, address.Port, "/health/ready").Uri;
    }
}
