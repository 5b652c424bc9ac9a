using System.Diagnostics;
using System.Text;

namespace Relay.Harness;

/// <summary>The output of a child process, in memory for assertions and in a file for reading later.</summary>
internal sealed class CapturedOutput : IDisposable
{
    private const int TailLength = 4_000;
    private readonly Lock gate = new();
    private readonly StringBuilder text = new();
    private readonly StreamWriter writer;

    public CapturedOutput(string name)
    {
        var folder = Directory.CreateDirectory(
            Path.Combine(Repository.Root, "TestResults", "logs", Environment.ProcessId.ToString()));
        File = Path.Combine(folder.FullName, $"{name}-{Guid.NewGuid():N}.log");
        writer = new StreamWriter(File) { AutoFlush = true };
    }

    public string File { get; }

    public string Text
    {
        get
        {
            lock (gate)
            {
                return text.ToString();
            }
        }
    }

    public string Tail() => Text is var all && all.Length > TailLength ? all[^TailLength..] : all;

    public void Follow(Process process)
    {
        process.OutputDataReceived += (_, line) => Append(line.Data);
        process.ErrorDataReceived += (_, line) => Append(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public void Dispose()
    {
        lock (gate)
        {
            writer.Dispose();
        }
    }

    private void Append(string? line)
    {
        lock (gate)
        {
            if (line is not null && writer.BaseStream is not null)
            {
                text.AppendLine(line);
                writer.WriteLine(line);
            }
        }
    }
}
