using System.Text.Encodings.Web;
using System.Text.Json;
using Relay.Bench.Reporting;

namespace Relay.Bench.Experiments;

/// <summary>Prints a run's figures: the table always to standard output; table, plot and JSON to a folder if one is named.</summary>
internal static class Output
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    public static async Task WriteAsync(Workbench bench)
    {
        var table = bench.Report.Markdown();
        Console.WriteLine();
        Console.WriteLine(table);
        foreach (var fault in bench.Checks.Faults)
        {
            Console.WriteLine("FAULT " + fault);
        }

        if (bench.Options.Out is { } folder)
        {
            Directory.CreateDirectory(folder);
            await File.WriteAllTextAsync(Path.Combine(folder, "bench.md"), table);
            await File.WriteAllTextAsync(Path.Combine(folder, "bench.svg"), new Plot(bench.Report).Draw());
            await File.WriteAllTextAsync(
                Path.Combine(folder, "bench.json"),
                JsonSerializer.Serialize(new { bench.Report.Setting, bench.Checks.Faults, bench.Report.Figures }, Json) + "\n");
        }
    }
}
