using System.CommandLine;
using System.Text.Json;

namespace Relay.Cli.Output;

/// <summary>The output of <c>--json</c>. All characters but ASCII are escaped, so it contains no terminal escapes.</summary>
internal static class JsonOutput
{
    private static readonly JsonSerializerOptions Written = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static Option<bool> Option() => new("--json") { Description = "Prints JSON, for other programs." };

    public static void WriteJson(this Terminal terminal, object? value) => terminal.Out.WriteLine(JsonSerializer.Serialize(value, Written));
}
