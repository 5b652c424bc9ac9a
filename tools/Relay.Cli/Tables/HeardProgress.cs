using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Relay.Cli.Tables;

/// <summary>
/// How far a service is with a table, by the lines <c>% 45 120000</c> of its answer (percent, rows), as they come past. A line that is cut in two
/// on its way is passed over: the next one says more.
/// </summary>
internal static partial class HeardProgress
{
    /// <summary>The newest in what just came; null if there is none.</summary>
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
