using System.Globalization;
using System.Text.RegularExpressions;

namespace Relay.Cli.Tables;

/// <summary>A service's answer to a table, line by line.</summary>
internal sealed partial class UploadAnswer
{
    private readonly List<RefusedLine> refused = [];

    /// <summary>The last line of a complete answer; null before.</summary>
    public Sums? Done { get; private set; }

    /// <summary>The refused rows, by line.</summary>
    public IReadOnlyList<RefusedLine> Refused => refused;

    /// <summary>Reads a line.</summary>
    /// <returns>False if it only reports progress.</returns>
    public bool Take(string line)
    {
        if (line.StartsWith("% ", StringComparison.Ordinal))
        {
            return false;
        }

        if (DoneLine().Match(line) is { Success: true } done)
        {
            int Count(string group) => int.Parse(done.Groups[group].ValueSpan, CultureInfo.InvariantCulture);
            Done = new Sums(Count("rows"), Count("new"), Count("known"), Count("refused"));
        }
        else if (RefusedRow().Match(line) is { Success: true } row)
        {
            refused.Add(new RefusedLine(int.Parse(row.Groups["line"].ValueSpan, CultureInfo.InvariantCulture), row.Groups["why"].Value));
        }

        return true;
    }

    /// <summary>A refused row, with the reason.</summary>
    internal sealed record RefusedLine(int Line, string Why);

    /// <summary>The totals of all rows.</summary>
    internal sealed record Sums(int Rows, int New, int Known, int Refused);

    [GeneratedRegex(
        @"^Done\. (?<rows>\d+) rows: (?<new>\d+) new, (?<known>\d+) known before, (?<refused>\d+) refused\.$", RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex DoneLine();

    [GeneratedRegex(@"^line (?<line>\d+): (?<why>.*)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex RefusedRow();
}
