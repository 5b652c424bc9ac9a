using System.Diagnostics;
using System.Globalization;

namespace Relay.Harness;

/// <summary>The end of a process that was asked to stop.</summary>
/// <param name="ExitCode">Its exit code; 137 if it was killed.</param>
/// <param name="Duration">From the signal to the end.</param>
/// <param name="Killed">True if it did not end in time and was killed.</param>
public sealed record Ending(int ExitCode, TimeSpan Duration, bool Killed);

/// <summary>A service as a real child process, for tests with signals, crashes and captured logs.</summary>
public sealed class ServiceProcess : IAsyncDisposable
{
    // a busy machine starts a stack in a quarter of it; a bus that does not start is given up after 2.5
    private static readonly TimeSpan StartTime = TimeSpan.FromMinutes(4);
    private static readonly TimeSpan ShutdownTime = TimeSpan.FromSeconds(20);
    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(5) };
    private readonly string assembly;
    private readonly Dictionary<string, string> environment;
    private readonly CapturedOutput output;
    private Process? process;

    /// <summary>Describes a process; <see cref="StartAsync"/> starts it.</summary>
    /// <param name="name">For messages and the log file's name.</param>
    /// <param name="assembly">The path of a dll; see <see cref="Repository.Assembly"/>.</param>
    /// <param name="environment">Added to the environment of this process.</param>
    public ServiceProcess(string name, string assembly, IReadOnlyDictionary<string, string> environment)
    {
        Name = name;
        this.assembly = assembly;
        this.environment = environment.ToDictionary(StringComparer.Ordinal);
        output = new CapturedOutput(name);
    }

    /// <summary>Its name in messages.</summary>
    public string Name { get; }

    /// <summary>Its output and error output so far, over all its starts.</summary>
    public string Output => output.Text;

    /// <summary>The same as a file, kept after the run.</summary>
    public string LogFile => output.File;

    /// <summary>True if it was started and has not ended.</summary>
    public bool IsRunning => process is { HasExited: false };

    /// <summary>The process id.</summary>
    /// <exception cref="InvalidOperationException">It was never started.</exception>
    public int Id => Current.Id;

    private Process Current => process ?? throw new InvalidOperationException($"{Name} is not started.");

    /// <summary>Sets a variable in its environment, from its next start on.</summary>
    public void Set(string variable, string value) => environment[variable] = value;

    /// <summary>Removes a variable from its environment, from its next start on.</summary>
    public void Unset(string variable) => environment.Remove(variable);

    /// <summary>Starts it, or starts it again with the same settings.</summary>
    public async Task StartAsync()
    {
        if (IsRunning)
        {
            throw new InvalidOperationException($"{Name} is running already.");
        }

        process?.Dispose();
        var start = new ProcessStartInfo("dotnet", [assembly])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetDirectoryName(assembly),
        };
        start.Environment["DOTNET_EnableWriteXorExecute"] = "0"; // both as in scripts/up.sh
        start.Environment["MALLOC_ARENA_MAX"] = "2";
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        process = await ChildLauncher.StartAsync(start);
        output.Follow(process);
    }

    /// <summary>Runs its program once more with the same settings and a command.</summary>
    /// <param name="verb">The command.</param>
    /// <param name="changed">Variables that differ for this run.</param>
    /// <returns>The exit code, and its output.</returns>
    public async Task<(int ExitCode, string Said)> RunVerbAsync(string verb, params IEnumerable<(string Name, string Value)> changed)
    {
        var start = new ProcessStartInfo("dotnet", [assembly, verb]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment.Select(pair => (pair.Key, pair.Value)).Concat(changed))
        {
            start.Environment[name] = value;
        }

        using var once = Process.Start(start)!;
        var said = await Task.WhenAll(once.StandardOutput.ReadToEndAsync(), once.StandardError.ReadToEndAsync());
        await once.WaitForExitAsync();
        return (once.ExitCode, string.Concat(said));
    }

    /// <summary>Waits until a GET of an address returns 200.</summary>
    /// <exception cref="InvalidOperationException">The process ended; the message has its last lines.</exception>
    /// <exception cref="TimeoutException">It took too long; the message has its last lines.</exception>
    public async Task WaitUntilHealthyAsync(Uri url, TimeSpan? within = null)
    {
        try
        {
            await Waiting.UntilAsync(() => AnswersAsync(url), within ?? StartTime, $"200 from {url}");
        }
        catch (TimeoutException error)
        {
            throw new TimeoutException($"{Name}: {error.Message}\n{output.Tail()}", error);
        }
    }

    /// <summary>SIGKILL: it dies at once, as in a crash.</summary>
    public async Task KillAsync()
    {
        Signals.Send(Current.Id, Signal.Kill);
        await Current.WaitForExitAsync();
    }

    /// <summary>SIGTERM: waits for a clean end, 20 s by default, then kills.</summary>
    public async Task<Ending> TerminateAsync(TimeSpan? within = null)
    {
        var start = TimeProvider.System.GetTimestamp();
        var killed = false;
        Signals.Send(Current.Id, Signal.Terminate);
        using var patience = new CancellationTokenSource(within ?? ShutdownTime, TimeProvider.System);
        try
        {
            await Current.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            killed = true;
            await KillAsync();
        }

        return new Ending(Current.ExitCode, TimeProvider.System.GetElapsedTime(start), killed);
    }

    /// <summary>SIGSTOP: it freezes, its connections stay open.</summary>
    public void Stop() => Signals.Send(Current.Id, Signal.Stop);

    /// <summary>SIGCONT: it continues.</summary>
    public void Continue() => Signals.Send(Current.Id, Signal.Continue);

    /// <summary>Its resident memory in bytes.</summary>
    public long ResidentBytes()
    {
        Current.Refresh();
        return Current.WorkingSet64;
    }

    /// <summary>Its memory that is no file's: heaps, stacks and buffers, in bytes. Linux only.</summary>
    public long PrivateBytes() => 1024 * File.ReadLines($"/proc/{Id}/status")
        .Where(line => line.StartsWith("RssAnon:", StringComparison.Ordinal) || line.StartsWith("RssShmem:", StringComparison.Ordinal))
        .Sum(line => long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture));

    /// <summary>Ends it, cleanly if possible.</summary>
    public async ValueTask DisposeAsync()
    {
        if (IsRunning)
        {
            Continue();
            await TerminateAsync();
        }

        process?.Dispose();
        output.Dispose();
    }

    private async Task<bool> AnswersAsync(Uri url)
    {
        if (!IsRunning)
        {
            throw new InvalidOperationException($"{Name} ended with {process?.ExitCode}:\n{output.Tail()}");
        }

        try
        {
            using var answer = await Http.GetAsync(url);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }
}
