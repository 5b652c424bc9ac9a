namespace Relay.TelegramGateway.SendingMessages;

/// <summary>Splits a text into what Telegram takes: at line ends or spaces, never within a surrogate pair. The parts joined are the text.</summary>
internal static class TextSplitter
{
    /// <summary>In UTF-16 code units (telegram-api: "text, caption").</summary>
    public const int Limit = 4096;

    /// <summary>A line end or a space before this share of a part is not worth a short part.</summary>
    private const int EarliestBreak = Limit / 2;

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
        var window = rest[..Limit];
        var line = window.LastIndexOf('\n');
        if (line >= EarliestBreak)
        {
            return line + 1;
        }

        var space = window.LastIndexOfAny(' ', '\t');
        if (space >= EarliestBreak)
        {
            return space + 1;
        }

        return char.IsHighSurrogate(window[^1]) && char.IsLowSurrogate(rest[Limit]) ? Limit - 1 : Limit;
    }
}
