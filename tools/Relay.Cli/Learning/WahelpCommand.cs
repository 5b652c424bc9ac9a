using System.CommandLine;
using Relay.Cli.Management;
using Relay.Cli.Output;

namespace Relay.Cli.Learning;

/// <summary><c>./relay wahelp learn PHONE</c>: finds out with a test client what a Wahelp account can do.</summary>
internal static class WahelpCommand
{
    private const int SecondsToWatch = 8;

    /// <param name="home">The folder for the report; null to print it.</param>
    public static Command Of(Terminal terminal, Func<RunningRelay> find, string? home) => new UsageCommand(
        "wahelp",
        "Finds out what a Wahelp account can do.",
        $"./relay wahelp learn PHONE [--seconds N]   (a test client's phone; N: how long each step watches, {SecondsToWatch} if left out)")
    {
        Learn(terminal, find, home),
    };

    private static Command Learn(Terminal terminal, Func<RunningRelay> find, string? home)
    {
        var phone = new Argument<string>("PHONE");
        var seconds = new Option<uint>("--seconds") { Description = "How long each step waits for a webhook.", DefaultValueFactory = _ => SecondsToWatch };
        var command = new Command("learn", "Asks before it sends a text, and changes no setting.") { phone, seconds };
        command.SetAction(async (typed, cancellationToken) =>
        {
            using var management = find().Of(Services.WahelpGateway);
            var dialogue = new LearnDialogue(new Questions(terminal, cancellationToken), management, typed.GetValue(seconds));
            var report = await dialogue.RunAsync(typed.GetRequiredValue(phone), cancellationToken);
            await new LearnReport(terminal, home).WriteAsync(report, cancellationToken);
        });
        return command;
    }
}
