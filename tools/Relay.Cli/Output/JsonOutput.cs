using System.CommandLine;
using System.Text.Json;

namespace Relay.Cli.Output;

/// <summary>What <c>--json</c> prints. Everything but ASCII is escaped, so nothing in it can command a terminal.</summary>
internal static class JsonOutput
{
    private static readonly JsonSerializerOptions Written = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static Option<bool> Option() => new("--json") { Description = "Prints JSON, for other programs." };

    public static void WriteJson(this Terminal terminal, object? value) => terminal.Out.WriteLine(JsonSerializer.Serialize(value, Written));
}
