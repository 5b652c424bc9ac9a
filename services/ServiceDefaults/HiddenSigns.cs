namespace Relay.ServiceDefaults;

/// <summary>
/// Invisible characters with an effect: control characters control a terminal, bidi controls reverse the text. Clients' texts may hold any.
/// </summary>
public static class HiddenSigns
{
    private const char Shown = '·';

    /// <summary>Removes them: for names.</summary>
    public static string Remove(string text) => text.Any(Is) ? string.Concat(text.Where(c => !Is(c))).Trim() : text;

    /// <summary>
    /// Removes characters that control a terminal. Line ends, tabs and direction marks stay: right-to-left text needs them.
    /// </summary>
    public static string RemoveFromText(string text) => text.Any(IsCommand) ? string.Concat(text.Where(c => !IsCommand(c))) : text;

    /// <summary>Replaces each by a dot: for texts on a terminal. Line ends and tabs stay.</summary>
    public static string Show(string text) => string.Concat(text.Select(c => IsInText(c) ? Shown : c));

    private static bool IsInText(char c) => Is(c) && c is not ('\n' or '\t');

    private static bool IsCommand(char c) => IsInText(c) && c is not ('\u061C' or '\u200E' or '\u200F');

    /// <summary>C0 and C1, direction marks, embeddings, overrides and isolates, and line separators.</summary>
    private static bool Is(char c) =>
        char.IsControl(c) || c is '\u061C' or '\u200E' or '\u200F' or (>= '\u2028' and <= '\u202E') or (>= '\u2066' and <= '\u2069');
}
