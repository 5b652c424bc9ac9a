using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Relay.ServiceDefaults.Examining;

/// <summary>The address of this service's management port.</summary>
internal sealed record ManagementAddress(string Url);

/// <summary>Reads the health of a running instance on this machine: the last 409 of Telegram, a refused account, a paused provider.</summary>
internal sealed class RunningExamination(ManagementAddress management) : IExamination
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    public async IAsyncEnumerable<Finding> ExamineAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (await ReadAsync(cancellationToken) is not { } checks)
        {
            yield return Finding.Open("The service does not run here, or its management port is elsewhere: its health was not checked.",
                "Start it, and run this again.");
            yield break;
        }

        var ill = checks.Where(check => check.Status != "Healthy").ToList();
        if (ill.Count == 0)
        {
            yield return Finding.Good("The service runs here and is healthy.");
        }

        foreach (var (name, status, description) in ill)
        {
            var what = $"The running service reports {name}: {description}";
            yield return status == "Degraded" ? Finding.Open(what) : Finding.Wrong(what,
                "The lines below may say why; it recovers by itself when the cause is gone.");
        }
    }

    private async Task<List<(string Name, string? Status, string? Description)>?> ReadAsync(CancellationToken cancellationToken)
    {
        var address = BindingAddress.Parse(management.Url);
        var host = address.Host is "*" or "+" or "0.0.0.0" or "[::]" ? "127.0.0.1" : address.Host;
        using var http = new HttpClient { Timeout = Limit };
        try
        {
            using var health = JsonDocument.Parse(
                await http.GetStringAsync(new UriBuilder(address.Scheme, host, address.Port, "/health").Uri, cancellationToken));
            return [.. health.RootElement.GetProperty("checks").EnumerateObject()
                .Select(check => (check.Name, check.Value.GetProperty("status").GetString(), check.Value.GetProperty("description").GetString()))];
        }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException or JsonException or KeyNotFoundException)
        {
            return null;
        }
    }
}
