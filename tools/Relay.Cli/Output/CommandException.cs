namespace Relay.Cli.Output;

/// <summary>A command cannot be executed. The message is for the person who typed it, and holds no secret.</summary>
internal sealed class CommandException(string message) : Exception(message);
