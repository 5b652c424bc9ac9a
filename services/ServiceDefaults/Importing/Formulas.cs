namespace Relay.ServiceDefaults.Importing;

/// <summary>
/// A spreadsheet runs a field that begins like a formula. An apostrophe before it makes it a text, and is removed when the table is imported.
/// </summary>
public static class Formulas
{
    /// <summary>Adds the apostrophe where needed, also to a field that begins with one, so that it is restored as it was.</summary>
    public const string Pattern = "^'*[=+@-]";

    /// <summary>The field before it was written into a table.</summary>
    public static string Restore(string field) =>
        field.StartsWith('\'') && field.TrimStart('\'') is ['=' or '+' or '-' or '@', ..] ? field[1..] : field;
}
