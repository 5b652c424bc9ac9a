using System.Buffers.Binary;
using System.Diagnostics;

namespace Relay.Harness;

/// <summary>
/// The wall clock for processes started with <see cref="Environment"/>: a test sets it ahead and back while they run. <c>tests/ClockHook/clock.c</c>,
/// compiled by the machine's C compiler, says what it can and cannot do.
/// </summary>
public sealed class ShiftedClock : IDisposable
{
    private const UnixFileMode ForAll = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const UnixFileMode Enter = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
    private static readonly Lazy<Task<string?>> Library = new(CompileAsync);
    private readonly string home;

    private ShiftedClock(string library)
    {
        // PostgreSQL may run as another user, who may not read this process's files.
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

    /// <summary>Excludes a process of the stack from this clock.</summary>
    public static IReadOnlyDictionary<string, string> Right { get; } =
        new Dictionary<string, string>(StringComparer.Ordinal) { ["LD_PRELOAD"] = "", ["RELAY_TEST_CLOCK"] = "" };

    /// <summary>For the processes that use this clock.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; }

    /// <summary>How far it is ahead of the right time, in whole seconds; negative if it is behind.</summary>
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

    /// <summary>A clock that starts with the right time; null if this machine has no C compiler.</summary>
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
