using System.CommandLine;
using Relay.Cli.Management;
using Relay.Cli.Output;

namespace Relay.Cli.Tokens;

/// <summary><c>./relay token SERVICE</c>: the token that other systems need for a service's management port.</summary>
internal static class TokenCommand
{
    public static Command Of(Terminal terminal, Func<RunningRelay> find)
    {
        var service = new Argument<string>("SERVICE");
        var command = new UsageCommand("token", "Prints a service's token, derived from RELAY_ADMIN_TOKEN.", "./relay token SERVICE") { service };
        command.SetAction(typed => terminal.Out.WriteLine(find().TokenOf(Services.Require(typed.GetRequiredValue(service)))));
        return command;
    }
}
