namespace Relay.WahelpGateway.WahelpApi;

/// <summary>Lists of directions in the settings: names, and patterns that end in <c>*</c>. Case-insensitive.</summary>
internal static class Directions
{
    private const char Anything = '*';

    /// <summary>True if one of the names or patterns matches this direction.</summary>
    public static bool Contain(IEnumerable<string> list, string direction) => list.Any(entry => Means(entry, direction));

    /// <summary>What is wrong with a list, in words that follow the setting's name; null if it is valid.</summary>
    public static string? Problem(IEnumerable<string> list) =>
        list.Any(entry => entry.Trim(Anything).Length == 0) ? "holds a * that stands for every direction. Name the directions, or begin the pattern: from_*"
        : list.Any(entry => entry.IndexOf(Anything, StringComparison.Ordinal) is >= 0 and var at && at < entry.Length - 1)
            ? "holds a * that is not at the end. Only names and patterns like from_* are read"
        : null;

    /// <summary>The names and patterns that the ignored ones cover completely.</summary>
    public static IEnumerable<string> Hidden(IEnumerable<string> list, IReadOnlyList<string> ignored) => list.Where(entry => Contain(ignored, entry));

    private static bool Means(string entry, string direction) => entry.EndsWith(Anything)
        ? direction.StartsWith(entry[..^1], StringComparison.OrdinalIgnoreCase)
        : direction.Equals(entry, StringComparison.OrdinalIgnoreCase);
}
