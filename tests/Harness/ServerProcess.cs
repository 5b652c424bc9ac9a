using System.Globalization;

namespace Relay.Harness;

/// <summary>A server that a script started, without a <see cref="System.Diagnostics.Process"/> of ours.</summary>
internal sealed class ServerProcess
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly int id;

    private ServerProcess(int id) => this.id = id;

    /// <summary>The running process whose id is the first line of a file; null if there is none.</summary>
    public static ServerProcess? In(string idFile)
    {
        if (!File.Exists(idFile))
        {
            return null;
        }

        var process = new ServerProcess(int.Parse(File.ReadLines(idFile).First(), CultureInfo.InvariantCulture));
        return process.HasEnded ? null : process;
    }

    /// <summary>Gone, or a zombie that waits for its parent.</summary>
    private bool HasEnded => StatusOf(id) is not { } status || status.State is "Z" or "X";

    public void Send(Signal signal) => Signals.Send(id, signal);

    /// <summary>SIGKILL, and waits for the end.</summary>
    public Task KillAsync()
    {
        Send(Signal.Kill);
        return EndAsync();
    }

    /// <summary>The same for it and all its descendants. It is stopped before they are listed, so that none can be started meanwhile.</summary>
    public async Task KillWithChildrenAsync()
    {
        Send(Signal.Stop);
        var children = Children();
        await KillAsync();
        foreach (var child in children)
        {
            child.Send(Signal.Kill);
        }

        await Task.WhenAll(children.Select(child => child.EndAsync()));
    }

    private Task EndAsync() => Waiting.UntilAsync(() => HasEnded, Patience, $"process {id} ends");

    private List<ServerProcess> Children() => [.. Directory.GetDirectories("/proc")
        .Select(folder => int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var process) ? process : 0)
        .Where(process => process > 0 && StatusOf(process)?.Parent == id)
        .Select(process => new ServerProcess(process))];

    /// <summary>From /proc; null if the process is gone.</summary>
    private static (string State, int Parent)? StatusOf(int process)
    {
        try
        {
            // "id (name) state parent …"; the name may hold anything.
            var stat = File.ReadAllText($"/proc/{process}/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return (fields[0], int.Parse(fields[1], CultureInfo.InvariantCulture));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
