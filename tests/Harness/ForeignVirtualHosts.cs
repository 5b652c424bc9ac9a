using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;

namespace Relay.Harness;

/// <summary>
/// Virtual hosts of a foreign broker, created over its management API (<c>RABBITMQ_MANAGEMENT</c>, by default port 15672 of the same host). Without
/// it there is a single virtual host, which fixtures use in turn.
/// </summary>
internal sealed class ForeignVirtualHosts : IVirtualHosts
{
    private readonly HttpClient http;
    private readonly string user;
    private readonly string only;
    private readonly SemaphoreSlim turn = new(1);

    public ForeignVirtualHosts(Uri rabbitMq)
    {
        only = Uri.UnescapeDataString(rabbitMq.AbsolutePath.TrimStart('/'));
        var credentials = Uri.UnescapeDataString(rabbitMq.UserInfo);
        user = credentials.Split(':')[0];
        var management = Environment.GetEnvironmentVariable("RABBITMQ_MANAGEMENT") ?? $"http://{rabbitMq.Host}:15672";
        http = new HttpClient { BaseAddress = new Uri(management), Timeout = TimeSpan.FromSeconds(10) };
        http.DefaultRequestHeaders.Authorization =
            new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(credentials)));
    }

    public async Task<string> AddAsync(string name)
    {
        if (await TryAddAsync(name))
        {
            return name;
        }

        await turn.WaitAsync();
        return only;
    }

    public async Task RemoveAsync(string name)
    {
        if (name == only)
        {
            turn.Release();
            return;
        }

        using var response = await http.DeleteAsync(new Uri($"/api/vhosts/{name}", UriKind.Relative));
        response.EnsureSuccessStatusCode();
    }

    private async Task<bool> TryAddAsync(string name)
    {
        try
        {
            using var added = await http.PutAsync(new Uri($"/api/vhosts/{name}", UriKind.Relative), content: null);
            using var opened = await http.PutAsJsonAsync(
                new Uri($"/api/permissions/{name}/{Uri.EscapeDataString(user)}", UriKind.Relative),
                new { configure = ".*", write = ".*", read = ".*" });
            return added.IsSuccessStatusCode && opened.IsSuccessStatusCode;
        }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }
}
