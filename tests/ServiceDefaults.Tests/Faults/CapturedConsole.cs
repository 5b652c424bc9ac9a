using System.Text;

namespace Relay.ServiceDefaults.Tests.Faults;

/// <summary>Standard output, as written by loggers created meanwhile.</summary>
internal sealed class CapturedConsole : TextWriter
{
    private readonly TextWriter real = Console.Out;
    private readonly StringBuilder text = new();

    public CapturedConsole() => Console.SetOut(this);

    public override Encoding Encoding => Encoding.UTF8;

    public string Text
    {
        get
        {
            lock (text)
            {
                return text.ToString();
            }
        }
    }

    /// <summary>Only JSON lines, because other code of this process writes there too.</summary>
    public IReadOnlyList<string> Lines => [.. Text.Split('\n').Where(line => line.StartsWith('{'))];

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

    protected override void Dispose(bool disposing)
    {
        Console.SetOut(real);
        base.Dispose(disposing);
    }
}
