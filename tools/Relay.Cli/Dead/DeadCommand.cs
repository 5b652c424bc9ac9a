using System.CommandLine;
using Relay.Cli.Management;
using Relay.Cli.Output;

namespace Relay.Cli.Dead;

/// <summary><c>./relay dead</c>: dead letters. Without a subcommand it lists them.</summary>
internal static class DeadCommand
{
    public static Command Of(Terminal terminal, Func<RunningRelay> find)
    {
        var command = new UsageCommand(
            "dead",
            "Dead letters: input that could not be processed, by service.",
            "./relay dead list [SERVICE] | show SERVICE ID | replay SERVICE ID|all | discard SERVICE ID|all");
        var list = new ListDead(terminal, find);
        command.Add(list.Command());
        command.Add(new ShowDead(terminal, find).Command());
        command.Add(new DecideDead(terminal, find, "replay", "Processes a letter again.").Command());
        command.Add(new DecideDead(terminal, find, "discard", "Removes a letter from the list; it is kept in the table.").Command());
        command.SetAction((_, cancellationToken) => list.RunAsync(service: null, json: false, cancellationToken));
        return command;
    }
}
