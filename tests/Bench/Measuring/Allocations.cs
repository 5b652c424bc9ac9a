using System.Globalization;
using Relay.Bench.Systems;

namespace Relay.Bench.Measuring;

/// <summary>The memory that the services' runtimes have allocated, from the metrics on their management ports.</summary>
internal static class Allocations
{
    private const string Name = "dotnet_gc_heap_total_allocated";
    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(5) };

    /// <returns>Bytes of all the system's processes since their start; NaN if one does not report it.</returns>
    public static async Task<double> ReadAsync(BenchedSystem system)
    {
        var sum = 0.0;
        foreach (var part in system.Parts)
        {
            sum += part.Management is { } management ? await ReadAsync(management) : double.NaN;
        }

        return sum;
    }

    private static async Task<double> ReadAsync(Uri management)
    {
        try
        {
            using var answer = await Http.GetAsync(new Uri(management, "metrics"));
            return answer.IsSuccessStatusCode ? Find(await answer.Content.ReadAsStringAsync()) : double.NaN;
        }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException)
        {
            return double.NaN;
        }
    }

    private static double Find(string metrics) => metrics.Split('\n').FirstOrDefault(line => line.StartsWith(Name, StringComparison.Ordinal)) is { } line
        && line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [_, var value, ..]
        && double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var bytes)
            ? bytes
            : double.NaN;
}
