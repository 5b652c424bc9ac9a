using System.Globalization;
using Relay.ServiceDefaults;
using Spectre.Console;

namespace Relay.Cli.Output;

/// <summary>Cells of a table.</summary>
internal static class Cells
{
    /// <summary>A table with these headings.</summary>
    public static Table Table(params ReadOnlySpan<string> headings)
    {
        var table = new Table { Border = TableBorder.Simple };
        foreach (var heading in headings)
        {
            table.AddColumn(new TableColumn(Text(heading)));
        }

        return table;
    }

    /// <summary>A text, without markup and without terminal escapes.</summary>
    public static Text Text(string text, Color? colour = null) => new(HiddenSigns.Show(text.ReplaceLineEndings(" ")), new Style(colour));

    /// <summary>A time, in UTC.</summary>
    public static Text Utc(DateTimeOffset? at) => Text(at?.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) ?? "");

    /// <summary>A number, right-aligned.</summary>
    public static Text Number(long number) => new(number.ToString(CultureInfo.InvariantCulture)) { Justification = Justify.Right };
}
