using System.Text;
using Spectre.Console;

namespace Relay.Cli.Output;

/// <summary>The input and output of a command.</summary>
/// <param name="In">Input of a person or another program.</param>
/// <param name="Screen">Standard output, for tables and colours.</param>
/// <param name="Bar">Standard error, for progress.</param>
/// <param name="Bytes">Standard input and output as bytes, for tables of any length.</param>
internal sealed record Terminal(TextReader In, IAnsiConsole Screen, IAnsiConsole Bar, Terminal.Streams Bytes)
{
    /// <summary>Standard input and output.</summary>
    public sealed record Streams(Func<Stream> In, Func<Stream> Out);

    /// <summary>Standard output, for lines.</summary>
    public TextWriter Out => Screen.Profile.Out.Writer;

    /// <summary>Standard error, for lines.</summary>
    public TextWriter Error => Bar.Profile.Out.Writer;

    /// <summary>True if a person reads standard output: then tables are printed instead of lines.</summary>
    public bool ShowsTables => Screen.Profile.Out.IsTerminal;

    /// <summary>True if a person sees standard error.</summary>
    public bool ShowsProgress => Bar.Profile.Out.IsTerminal;

    /// <summary>The terminal of this process. Spectre.Console respects <c>NO_COLOR</c>.</summary>
    public static Terminal OfProcess()
    {
        Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        return new Terminal(
            Console.In,
            AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Out) }),
            AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) }),
            new Streams(Console.OpenStandardInput, Console.OpenStandardOutput));
    }
}
