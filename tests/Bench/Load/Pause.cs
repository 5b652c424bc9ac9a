using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Relay.Bench.Load;

/// <summary>Blocks a thread with more precision than the runtime's own timers.</summary>
internal static partial class Pause
{
    private const int LongestStep = 100_000;

    public static void For(TimeSpan time) => Until(Stopwatch.GetTimestamp() + (long)(time.TotalSeconds * Stopwatch.Frequency));

    /// <summary>Returns within a tenth of a millisecond after the given timestamp.</summary>
    public static void Until(long timestamp)
    {
        while (Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), timestamp) is { Ticks: > 0 } left)
        {
            _ = Sleep((uint)Math.Clamp(left.TotalMicroseconds, 1, LongestStep));
        }
    }

    [LibraryImport("libc", EntryPoint = "usleep")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Sleep(uint microseconds);
}
