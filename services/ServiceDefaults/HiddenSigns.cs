namespace Relay.ServiceDefaults;

/// <summary>
/// Signs that people do not see and that do something: control characters command a terminal, bidi controls turn the writing round. What clients
/// wrote may hold any.
/// </summary>
public static class HiddenSigns
{
    private const char Shown = '·';

    /// <summary>Without them: what is stored as a name.</summary>
    public static string Remove(string text) => text.Any(Is) ? string.Concat(text.Where(c => !Is(c))).Trim() : text;

    /// <summary>
    /// A text without those that command something: line ends, tabs and the marks of direction stay, they belong to writing from right to left.
    /// </summary>
    public static string RemoveFromText(string text) => text.Any(IsCommand) ? string.Concat(text.Where(c => !IsCommand(c))) : text;

    /// <summary>Each as a dot: what people read on a terminal. Line ends and tabs stay.</summary>
    public static string Show(string text) => string.Concat(text.Select(c => IsInText(c) ? Shown : c));

    private static bool IsInText(char c) => Is(c) && c is not ('\n' or '\t');

    private static bool IsCommand(char c) => IsInText(c) && c is not ('\u061C' or '\u200E' or '\u200F');

    /// <summary>C0 and C1, the marks of direction, embeddings, overrides and isolates, and the separators of lines.</summary>
    private static bool Is(char c) =>
        char.IsControl(c) || c is '\u061C' or '\u200E' or '\u200F' or (>= '\u2028' and <= '\u202E') or (>= '\u2066' and <= '\u2069');
}
