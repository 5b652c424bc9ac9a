using System.CommandLine;
using Relay.Cli.Management;
using Relay.Cli.Output;

namespace Relay.Cli.Tables;

/// <summary><c>./relay clients import|export</c>: the client list.</summary>
internal static class ClientsCommand
{
    public static Command Of(Terminal terminal, Func<RunningRelay> find) => new UsageCommand(
        "clients",
        "Imports or exports clients.",
        "./relay clients import FILE.csv | ./relay clients export >FILE.csv   (columns phone, full_name, bot_tg_user_id)")
    {
        Import(terminal, find),
        Export(terminal, find),
    };

    private static Command Import(Terminal terminal, Func<RunningRelay> find)
    {
        var (file, json) = (new Argument<string>("FILE.csv") { Description = "- for standard input." }, JsonOutput.Option());
        var command = new Command("import", "Takes a base of clients.") { file, json };
        command.SetAction((typed, cancellationToken) => new TableUpload(terminal, find).RunAsync(
            Services.ClientDirectory, "/clients/import", typed.GetRequiredValue(file), typed.GetValue(json), cancellationToken));
        return command;
    }

    private static Command Export(Terminal terminal, Func<RunningRelay> find)
    {
        var command = new Command("export", "Prints all clients as such a table.");
        command.SetAction((_, cancellationToken) => ExportAsync(terminal, find(), cancellationToken));
        return command;
    }

    private static async Task<int> ExportAsync(Terminal terminal, RunningRelay relay, CancellationToken cancellationToken)
    {
        using var management = relay.Of(Services.ClientDirectory);
        using var answer = await management.GetTableAsync("/clients/export", cancellationToken);
        if (!answer.IsSuccessStatusCode)
        {
            throw await management.RefusalAsync(answer, cancellationToken);
        }

        try
        {
            await using var output = terminal.Bytes.Out();
            await answer.Content.CopyToAsync(output, cancellationToken);
            return 0;
        }
        catch (Exception error) when (error is IOException or HttpRequestException)
        {
            throw new CommandException("The export broke off: the table is incomplete.");
        }
    }
}
