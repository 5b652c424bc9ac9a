using System.CommandLine;

namespace Relay.Cli.Output;

/// <summary>A command with a usage line, printed if it or one of its subcommands was typed wrong.</summary>
internal sealed class UsageCommand(string name, string description, string usage) : Command(name, description)
{
    public string Usage { get; } = usage;
}
