using System.Globalization;
using System.Text;

namespace Relay.WahelpGateway.ReportingToOperators;

/// <summary>The first words of a text, on one line, for people who know the whole text.</summary>
internal static class Beginning
{
    /// <summary>In UTF-16 units: more than a line in a chat does not help.</summary>
    private const int Limit = 40;

    private const char ZeroWidthJoiner = '\u200d'; // holds emoji together

    public static string Of(string text)
    {
        var line = OneLine(text);
        if (line.Length <= Limit)
        {
            return line;
        }

        var length = 0;
        for (var next = StringInfo.GetNextTextElementLength(line); next < Limit; next = length + StringInfo.GetNextTextElementLength(line, length))
        {
            length = next;
        }

        return line[..length].TrimEnd() + "…";
    }

    /// <summary>Line ends and control characters would break the sentence around it, direction marks would reverse it.</summary>
    private static string OneLine(string text)
    {
        var line = new StringBuilder(Math.Min(text.Length, 4 * Limit));
        foreach (var c in text)
        {
            if (char.IsWhiteSpace(c) || char.IsControl(c))
            {
                if (line.Length > 0 && line[^1] != ' ')
                {
                    line.Append(' ');
                }
            }
            else if (c == ZeroWidthJoiner || char.GetUnicodeCategory(c) != UnicodeCategory.Format)
            {
                line.Append(c);
            }

            if (line.Length == line.Capacity)
            {
                break;
            }
        }

        return line.ToString().TrimEnd();
    }
}
