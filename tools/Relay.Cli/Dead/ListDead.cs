using System.CommandLine;
using Relay.Cli.Management;
using Relay.Cli.Output;
using Relay.ServiceDefaults.DeadLetters.Tables;
using Spectre.Console;

namespace Relay.Cli.Dead;

/// <summary><c>./relay dead list [SERVICE]</c>. If a service does not answer, the others are still listed.</summary>
internal sealed class ListDead(Terminal terminal, Func<RunningRelay> find)
{
    public Command Command()
    {
        var service = new Argument<string?>("SERVICE") { Arity = ArgumentArity.ZeroOrOne };
        var json = JsonOutput.Option();
        var command = new Command("list", "Lists open letters, without content.") { service, json };
        command.SetAction((typed, cancellationToken) => RunAsync(typed.GetValue(service), typed.GetValue(json), cancellationToken));
        return command;
    }

    public async Task<int> RunAsync(string? service, bool json, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> services = service is null ? Services.All : [Services.Require(service)];
        var relay = find();
        var (all, failed) = (new Dictionary<string, List<LetterLine>>(StringComparer.Ordinal), false);
        foreach (var one in services)
        {
            using var management = relay.Of(one);
            try
            {
                if (json)
                {
                    all[one] = await Letters.ReadAsync(management, cancellationToken);
                }
                else
                {
                    await ListAsync(one, management, cancellationToken);
                }
            }
            catch (CommandException error)
            {
                await terminal.Error.WriteLineAsync(error.Message);
                failed = true;
            }
        }

        if (json)
        {
            terminal.WriteJson(all);
        }

        return failed ? 1 : 0;
    }

    private async Task ListAsync(string service, ManagementClient management, CancellationToken cancellationToken)
    {
        if (!terminal.ShowsTables)
        {
            var lines = await Letters.ReadLinesAsync(management, cancellationToken);
            await terminal.Out.WriteLineAsync(lines.Length == 0 ? $"{service}: nothing" : $"{service}:\n{lines.TrimEnd('\n')}");
            return;
        }

        var letters = await Letters.ReadAsync(management, cancellationToken);
        terminal.Screen.Write(new Text(letters.Count == 0 ? $"{service}: nothing\n" : $"{service}:\n", new Style(letters.Count == 0 ? null : Color.Yellow)));
        if (letters.Count > 0)
        {
            terminal.Screen.Write(TableOf(letters));
        }
    }

    private static Table TableOf(List<LetterLine> letters)
    {
        var table = Cells.Table("ID", "at (UTC)", "source", "reason", "bytes", "last attempt");
        foreach (var letter in letters)
        {
            table.AddRow(
                Cells.Number(letter.Id), Cells.Utc(letter.At), Cells.Text(letter.Source), Cells.Text(letter.Reason), Cells.Number(letter.Bytes),
                Cells.Text(letter.Result ?? ""));
        }

        return table;
    }
}
