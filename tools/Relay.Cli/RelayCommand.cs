using System.CommandLine;
using System.CommandLine.Help;
using Relay.Cli.Dead;
using Relay.Cli.Learning;
using Relay.Cli.Management;
using Relay.Cli.Output;
using Relay.Cli.Status;
using Relay.Cli.Tables;
using Relay.Cli.Tokens;

namespace Relay.Cli;

/// <summary>The commands that operate a running relay. <c>./relay</c> calls them under the same names.</summary>
internal static class RelayCommand
{
    /// <summary>How long a cancelled command may clean up.</summary>
    private static readonly TimeSpan TidyingUp = TimeSpan.FromSeconds(10);

    /// <returns>0 if it was done, 1 if not.</returns>
    public static async Task<int> RunAsync(
        string[] arguments, Func<string, string?> environment, Terminal terminal, CancellationToken cancellationToken = default)
    {
        // A phone or a text may begin with '@': this is not a response file.
        var typed = Of(terminal, environment).Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
        try
        {
            if (typed.Errors.Count > 0)
            {
                throw new CommandException($"Usage: {UsageOf(typed)}");
            }

            return await typed.InvokeAsync(
                new InvocationConfiguration
                {
                    Output = terminal.Out,
                    Error = terminal.Error,
                    EnableDefaultExceptionHandler = false,
                    ProcessTerminationTimeout = TidyingUp,
                },
                cancellationToken);
        }
        catch (CommandException error)
        {
            await terminal.Error.WriteLineAsync($"relay: {error.Message}");
            return 1;
        }
        catch (OperationCanceledException)
        {
            return 130;
        }
    }

    private static Command Of(Terminal terminal, Func<string, string?> environment)
    {
        RunningRelay Find() => RunningRelay.Find(environment);
        return new Command("./relay", "Operates a running relay.")
        {
            new HelpOption(),
            new StatusCommand(terminal, Find).Command(),
            DeadCommand.Of(terminal, Find),
            NotifyCommand.Of(terminal, Find),
            ClientsCommand.Of(terminal, Find),
            WahelpCommand.Of(terminal, Find, environment("RELAY_HOME")),
            TokenCommand.Of(terminal, Find),
        };
    }

    /// <summary>The usage of the command that was meant, or of its parent.</summary>
    private static string UsageOf(ParseResult typed)
    {
        for (var result = typed.CommandResult; result is not null; result = result.Parent as System.CommandLine.Parsing.CommandResult)
        {
            if (result.Command is UsageCommand command)
            {
                return command.Usage;
            }
        }

        return "./relay COMMAND; ./relay help lists the commands.";
    }
}
