using System.CommandLine;

namespace Relay.Cli.Output;

/// <summary>A command with the line that is printed if it was typed wrong, its subcommands included.</summary>
internal sealed class UsageCommand(string name, string description, string usage) : Command(name, description)
{
    public string Usage { get; } = usage;
}
