using System.Text;
using Relay.Cli.Output;
using Spectre.Console;

namespace Relay.Cli.Tests.Fakes;

/// <summary>The input and output of a command, of a person at a terminal or another program.</summary>
internal sealed class FakeTerminal
{
    private readonly Written output = new();
    private readonly Written error = new();
    private readonly MemoryStream bytes = new();

    /// <param name="isTerminal">True if a person sees it.</param>
    /// <param name="typed">The input, typed or by standard input.</param>
    public FakeTerminal(bool isTerminal = false, string typed = "")
    {
        Terminal = new Terminal(
            new StringReader(typed), Console(output, isTerminal), Console(error, isTerminal),
            new Terminal.Streams(() => new MemoryStream(Encoding.UTF8.GetBytes(typed)), () => bytes));
    }

    public Terminal Terminal { get; init; }

    public string Output => output + Encoding.UTF8.GetString(bytes.ToArray());

    public string Error => error.ToString();

    private static IAnsiConsole Console(TextWriter writer, bool isTerminal) => AnsiConsole.Create(new AnsiConsoleSettings
    {
        Ansi = isTerminal ? AnsiSupport.Yes : AnsiSupport.No,
        ColorSystem = isTerminal ? ColorSystemSupport.TrueColor : ColorSystemSupport.NoColors,
        Interactive = isTerminal ? InteractionSupport.Yes : InteractionSupport.No,
        Out = new Destination(writer, isTerminal),
    });

    /// <summary>May be read while it is written to.</summary>
    private sealed class Written : TextWriter
    {
        private readonly StringBuilder text = new();

        public override Encoding Encoding => Encoding.UTF8;

        public override void Write(char value)
        {
            lock (text)
            {
                text.Append(value);
            }
        }

        public override void Write(string? value)
        {
            lock (text)
            {
                text.Append(value);
            }
        }

        public override void WriteLine(string? value) => Write(value + "\n");

        public override string ToString()
        {
            lock (text)
            {
                return text.ToString();
            }
        }
    }

    private sealed class Destination(TextWriter writer, bool isTerminal) : IAnsiConsoleOutput
    {
        public TextWriter Writer => writer;

        public bool IsTerminal => isTerminal;

        public int Width => 160;

        public int Height => 50;

        public void SetEncoding(Encoding encoding)
        {
        }
    }
}
