using Relay.Cli.Output;
using Relay.ServiceDefaults;

namespace Relay.Cli.Learning;

/// <summary>The end of learning: a summary of the account, and a report that may be published.</summary>
/// <param name="terminal">Where the summary is printed.</param>
/// <param name="home">The folder for the report; null to print it too (in a container).</param>
internal sealed class LearnReport(Terminal terminal, string? home)
{
    private const string Divider = "\n---\n";
    private const string Promise = "A report without texts, phones and secrets, which may be published";

    public async Task WriteAsync(string said, CancellationToken cancellationToken)
    {
        var parts = said.Split(Divider, 2);
        await terminal.Out.WriteLineAsync($"\n{HiddenSigns.Show(parts[0])}\n");
        var report = HiddenSigns.Show(parts[^1]).TrimEnd('\n') + "\n";
        if (string.IsNullOrEmpty(home))
        {
            await terminal.Out.WriteAsync($"{Promise}:\n\n{report}");
            return;
        }

        var file = Path.Combine(Directory.CreateDirectory(home).FullName, "wahelp-report.txt");
        await File.WriteAllTextAsync(file, report, cancellationToken);
        await terminal.Out.WriteLineAsync($"{Promise}, is in {file}");
    }
}
