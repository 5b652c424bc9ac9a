using System.Buffers.Binary;
using System.Diagnostics;

namespace Relay.Harness;

/// <summary>
/// The wall clock of a machine whose processes are started with <see cref="Environment"/>: a test sets it ahead and back while they run.
/// What it can and cannot do stands in <c>tests/ClockHook/clock.c</c>, which the machine's C compiler makes a library of.
/// </summary>
public sealed class ShiftedClock : IDisposable
{
    private const UnixFileMode ForAll = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const UnixFileMode Enter = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
    private static readonly Lazy<Task<string?>> Library = new(CompileAsync);
    private readonly string home;

    private ShiftedClock(string library)
    {
        // PostgreSQL may run as another user, and what this process creates may be closed to others.
        home = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), $"relay-clock-{Guid.NewGuid():N}")).FullName;
        var hook = Path.Combine(home, "clock.so");
        File.Copy(library, hook);
        Shift = TimeSpan.Zero;
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(ShiftFile, ForAll);
            File.SetUnixFileMode(hook, ForAll | Enter);
            File.SetUnixFileMode(home, ForAll | Enter);
        }

        Environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["LD_PRELOAD"] = hook, ["RELAY_TEST_CLOCK"] = ShiftFile };
    }

    /// <summary>Takes a process whose stack runs by this clock out of it.</summary>
    public static IReadOnlyDictionary<string, string> Right { get; } =
        new Dictionary<string, string>(StringComparer.Ordinal) { ["LD_PRELOAD"] = "", ["RELAY_TEST_CLOCK"] = "" };

    /// <summary>For the processes that are to run by this clock.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; }

    /// <summary>How far it is ahead of the right time; negative where it is behind. In whole seconds.</summary>
    public TimeSpan Shift
    {
        get => TimeSpan.FromSeconds(BinaryPrimitives.ReadInt64LittleEndian(File.ReadAllBytes(ShiftFile)));
        set
        {
            Span<byte> seconds = stackalloc byte[sizeof(long)];
            BinaryPrimitives.WriteInt64LittleEndian(seconds, (long)value.TotalSeconds);
            using var file = new FileStream(ShiftFile, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite);
            file.Write(seconds);
        }
    }

    /// <summary>A clock that is right so far; null where this machine has no C compiler.</summary>
    public static async Task<ShiftedClock?> TryCreateAsync() => await Library.Value is { } library ? new ShiftedClock(library) : null;

    private string ShiftFile => Path.Combine(home, "shift");

    /// <inheritdoc />
    public void Dispose() => Directory.Delete(home, recursive: true);

    private static async Task<string?> CompileAsync()
    {
        var library = Path.Combine(AppContext.BaseDirectory, "clock.so");
        var compiler = new ProcessStartInfo("cc", ["-shared", "-fPIC", "-O2", "-o", library, Path.Combine(Repository.Root, "tests/ClockHook/clock.c")])
        {
            UseShellExecute = false,
            RedirectStandardError = true,
        };
        try
        {
            using var compiling = Process.Start(compiler)!;
            var said = await compiling.StandardError.ReadToEndAsync();
            await compiling.WaitForExitAsync();
            return compiling.ExitCode == 0 ? library : throw new InvalidOperationException($"tests/ClockHook/clock.c does not compile: {said}");
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
