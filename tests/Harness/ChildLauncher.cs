using System.Collections.Concurrent;
using System.Diagnostics;

namespace Relay.Harness;

/// <summary>
/// Starts children that the kernel kills when this process ends, however it ends. The kernel means the thread that
/// started the child, so one thread, which lives as long as the process, starts them all.
/// </summary>
internal static class ChildLauncher
{
    private static readonly BlockingCollection<(ProcessStartInfo Start, TaskCompletionSource<Process> Started)> Queue = [];

    static ChildLauncher() => new Thread(Run) { IsBackground = true, Name = nameof(ChildLauncher) }.Start();

    /// <summary>Starts a program; its process id is the program's own (<c>setpriv</c> becomes it).</summary>
    public static Task<Process> StartAsync(ProcessStartInfo start)
    {
        start.ArgumentList.Insert(0, start.FileName);
        start.ArgumentList.Insert(0, "--pdeathsig=KILL");
        start.FileName = "setpriv";
        var started = new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously);
        Queue.Add((start, started));
        return started.Task;
    }

    private static void Run()
    {
        foreach (var (start, started) in Queue.GetConsumingEnumerable())
        {
            try
            {
                started.SetResult(Process.Start(start)!);
            }
            catch (Exception error)
            {
                started.SetException(error);
            }
        }
    }
}
