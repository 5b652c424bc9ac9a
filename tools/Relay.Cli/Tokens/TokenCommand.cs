using System.CommandLine;
using Relay.Cli.Management;
using Relay.Cli.Output;

namespace Relay.Cli.Tokens;

/// <summary><c>./relay token SERVICE</c>: what other systems show to a service's management.</summary>
internal static class TokenCommand
{
    public static Command Of(Terminal terminal, Func<RunningRelay> find)
    {
        var service = new Argument<string>("SERVICE");
        var command = new UsageCommand("token", "Prints a service's own token, made from RELAY_ADMIN_TOKEN.", "./relay token SERVICE") { service };
        command.SetAction(typed => terminal.Out.WriteLine(find().TokenOf(Services.Require(typed.GetRequiredValue(service)))));
        return command;
    }
}
