using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Relay.Cli.Tables;

/// <summary>
/// A service's progress with a table, from the lines <c>% 45 120000</c> of its answer (percent, rows). A line that arrives in two pieces is skipped;
/// the next one is newer.
/// </summary>
internal static partial class HeardProgress
{
    /// <summary>The newest progress in these bytes; null if there is none.</summary>
    public static (int Percent, long Rows)? In(ReadOnlySpan<byte> came)
    {
        var newest = Line().Matches(Encoding.Latin1.GetString(came)).LastOrDefault();
        return newest is null
            ? null
            : (int.Parse(newest.Groups["percent"].ValueSpan, CultureInfo.InvariantCulture), long.Parse(
                newest.Groups["rows"].ValueSpan, CultureInfo.InvariantCulture));
    }

    [GeneratedRegex(@"^% (?<percent>\d{1,3}) (?<rows>\d{1,18})\n", RegexOptions.ExplicitCapture | RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Line();
}
