using System.Globalization;
using Relay.Cli.Management;
using Relay.Cli.Output;
using Relay.ServiceDefaults.DeadLetters.Tables;

namespace Relay.Cli.Dead;

/// <summary>The open letters of a service, the oldest first. The service returns them page by page.</summary>
internal static class Letters
{
    private const int Page = 1000;

    public static async Task<List<LetterLine>> ReadAsync(ManagementClient management, CancellationToken cancellationToken)
    {
        var letters = new List<LetterLine>();
        while (await PageAsync(letters) is { Count: > 0 } page)
        {
            letters.AddRange(page);
        }

        return letters;

        Task<List<LetterLine>> PageAsync(List<LetterLine> before) =>
            management.JsonAsync<List<LetterLine>>(HttpMethod.Get, PathOf(before.LastOrDefault()?.Id ?? 0), body: null, cancellationToken);
    }

    /// <summary>As lines, in the service's own words.</summary>
    public static async Task<string> ReadLinesAsync(ManagementClient management, CancellationToken cancellationToken)
    {
        var (lines, last) = ("", 0L);
        while (await management.TextAsync(HttpMethod.Get, PathOf(last), body: null, cancellationToken) is { Length: > 0 } page)
        {
            lines += page;
            last = Number(page.TrimEnd().Split('\n')[^1].Trim().Split(' ')[0]);
        }

        return lines;
    }

    /// <exception cref="CommandException">The id is not a letter's number.</exception>
    public static long Number(string id, string? service = null) => long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        ? number
        : throw new CommandException($"'{id}' is not the number of a letter. To see the numbers: ./relay dead list {service}".TrimEnd());

    private static string PathOf(long after) => string.Create(CultureInfo.InvariantCulture, $"/dead?limit={Page}&after={after}");
}
