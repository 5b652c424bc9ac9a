using System.CommandLine;
using Relay.Cli.Management;
using Relay.Cli.Output;

namespace Relay.Cli.Tables;

/// <summary><c>./relay notify [--note] FILE.csv</c>: texts to clients.</summary>
internal static class NotifyCommand
{
    public static Command Of(Terminal terminal, Func<RunningRelay> find)
    {
        var note = new Option<bool>("--note") { Description = "Also shows the texts to managers." };
        var (file, json) = (new Argument<string>("FILE.csv") { Description = "- for standard input." }, JsonOutput.Option());
        var command = new UsageCommand(
            "notify", "Sends texts to clients.", "./relay notify [--note] FILE.csv   (columns phone, text and, optionally, id)") { note, file, json };
        command.SetAction((typed, cancellationToken) => new TableUpload(terminal, find).RunAsync(
            Services.WahelpGateway,
            typed.GetValue(note) ? "/notifications/file?note=true" : "/notifications/file",
            typed.GetRequiredValue(file),
            typed.GetValue(json),
            cancellationToken));
        return command;
    }
}
