using System.Globalization;

namespace Relay.TelegramGateway.SendingMessages;

/// <summary>Splits a text into what Telegram takes: at line ends or spaces, never within what people see as one sign. The parts joined are the text.</summary>
internal static class TextSplitter
{
    /// <summary>In UTF-16 code units (telegram-api: "text, caption").</summary>
    public const int Limit = 4096;

    /// <summary>A line end or a space before this share of a part is not worth a short part.</summary>
    private const int EarliestBreak = Limit / 2;

    /// <summary>Whether a sign ends at the limit is seen by the character behind it.</summary>
    private const int MostToLookAhead = 2;

    public static IReadOnlyList<string> Split(string text)
    {
        var parts = new List<string>();
        var rest = text.AsSpan();
        while (rest.Length > Limit)
        {
            var length = PartLength(rest);
            parts.Add(rest[..length].ToString());
            rest = rest[length..];
        }

        parts.Add(rest.ToString());
        return parts;
    }

    /// <summary>The break goes to the end of its part: there Telegram trims it.</summary>
    private static int PartLength(ReadOnlySpan<char> rest)
    {
        var seen = rest[..Math.Min(rest.Length, Limit + MostToLookAhead)];
        var (line, space, length) = (0, 0, 0);
        for (var next = Sign(seen); next <= Limit; next += Sign(seen[next..]))
        {
            length = next;
            (line, space) = seen[length - 1] switch
            {
                '\n' => (length, space),
                ' ' or '\t' => (line, length),
                _ => (line, space),
            };
        }

        return line > EarliestBreak ? line
            : space > EarliestBreak ? space
            : length > 0 ? length
            : char.IsHighSurrogate(seen[Limit - 1]) ? Limit - 1 : Limit; // one sign that is longer than a message
    }

    private static int Sign(ReadOnlySpan<char> rest) => StringInfo.GetNextTextElementLength(rest);
}
