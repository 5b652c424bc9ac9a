namespace Relay.ServiceDefaults.Importing;

/// <summary>Spreadsheets show a long number as <c>7,99956E+10</c>, and save it so: the other digits are lost.</summary>
public static class CutNumbers
{
    /// <summary>The reason for refusing such a row.</summary>
    public const string Words =
        "a number in it was cut by the spreadsheet (like 7,99E+10): its last digits are lost. Give that column the format Text, fill it in anew, "
            + "and save again";

    /// <summary>True if the field is such a number.</summary>
    public static bool Are(string? field)
    {
        var at = field?.IndexOf('E', StringComparison.OrdinalIgnoreCase) ?? -1;
        return at > 0
            && field![..at].All(c => char.IsAsciiDigit(c) || c is '.' or ',')
            && field[(at + 1)..].TrimStart('+') is { Length: > 0 } power
            && power.All(char.IsAsciiDigit);
    }
}
