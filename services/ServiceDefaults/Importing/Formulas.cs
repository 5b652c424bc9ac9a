namespace Relay.ServiceDefaults.Importing;

/// <summary>
/// A field that begins like a formula is run by the spreadsheet that opens the table. An apostrophe before it makes it a text, and is taken off where
/// the table comes back.
/// </summary>
public static class Formulas
{
    /// <summary>What gets an apostrophe: also what has one already, so that it comes back as it was.</summary>
    public const string Pattern = "^'*[=+@-]";

    /// <summary>The field as it was before it was written into a table.</summary>
    public static string Restore(string field) =>
        field.StartsWith('\'') && field.TrimStart('\'') is ['=' or '+' or '-' or '@', ..] ? field[1..] : field;
}
