using System.Globalization;

namespace Relay.Bench.Measuring;

/// <summary>Data about processes from /proc.</summary>
internal static class Processes
{
    private const double TicksPerSecond = 100; // USER_HZ of every Linux that .NET runs on

    /// <summary>Processor time in seconds since its start; 0 if it is gone.</summary>
    /// <param name="withEnded">Includes its ended children.</param>
    public static double Cpu(int process, bool withEnded = false)
    {
        if (Stat(process) is not { } fields)
        {
            return 0;
        }

        // "state parent …": utime, stime, cutime and cstime are 11 to 14 from the state.
        var ticks = fields[11..(withEnded ? 15 : 13)].Sum(field => long.Parse(field, CultureInfo.InvariantCulture));
        return ticks / TicksPerSecond;
    }

    /// <summary>The same of a process and all its children, ended ones too.</summary>
    public static double CpuWithChildren(int process) => Cpu(process, withEnded: true) + Children(process).Sum(child => Cpu(child));

    /// <summary>The process's memory in bytes.</summary>
    public static Memory Memory(int process)
    {
        var lines = File.ReadAllLines($"/proc/{process}/status");
        long Of(string name) => lines.FirstOrDefault(line => line.StartsWith(name + ":", StringComparison.Ordinal)) is { } line
            ? long.Parse(line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024
            : 0;
        return new Memory(Of("RssAnon") + Of("RssShmem"), Of("VmRSS"), Of("VmHWM"));
    }

    /// <summary>Bytes that went over the loopback device since the machine started: of all processes on it.</summary>
    public static long LoopbackBytes()
    {
        var line = File.ReadLines("/proc/net/dev").First(line => line.TrimStart().StartsWith("lo:", StringComparison.Ordinal));
        return long.Parse(line[(line.IndexOf(':') + 1)..].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[0], CultureInfo.InvariantCulture);
    }

    /// <summary>The parent of a process; null if the process cannot be seen, for example in a container.</summary>
    public static int? Parent(int process) => Stat(process) is { } fields ? int.Parse(fields[1], CultureInfo.InvariantCulture) : null;

    /// <summary>The process whose id is the first line of a file; null if there is none.</summary>
    public static int? In(string idFile) =>
        File.Exists(idFile) && int.TryParse(File.ReadLines(idFile).FirstOrDefault(), CultureInfo.InvariantCulture, out var id) && Stat(id) is not null
            ? id
            : null;

    private static List<int> Children(int process) => [.. Directory.GetDirectories("/proc")
        .Select(folder => int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var one) ? one : 0)
        .Where(one => one > 0 && Parent(one) == process)];

    /// <summary>The fields behind the name, which may hold anything.</summary>
    private static string[]? Stat(int process)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{process}/stat");
            return stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}

/// <summary>Memory of a process in bytes.</summary>
/// <param name="Private">RssAnon + RssShmem: memory not shared with a second copy.</param>
/// <param name="Resident">VmRSS.</param>
/// <param name="Peak">The highest VmRSS so far.</param>
internal sealed record Memory(long Private, long Resident, long Peak);
