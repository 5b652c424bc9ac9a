using System.Diagnostics;

namespace Relay.Harness;

/// <summary>Runs <c>./relay</c> of this checkout.</summary>
public static class RelayScript
{
    /// <summary>The output and the exit code of a run.</summary>
    public sealed record Result(int ExitCode, string Output, string Error);

    /// <summary>Runs a command to its end.</summary>
    /// <param name="arguments">For example <c>servers</c>, <c>start</c>.</param>
    /// <param name="environment">Variables to set, or to remove if the value is null.</param>
    /// <param name="root">The folder of <c>./relay</c>; null for this checkout.</param>
    /// <param name="cancel">Stops waiting, and ends the command.</param>
    public static async Task<Result> RunAsync(
        IEnumerable<string> arguments, IReadOnlyDictionary<string, string?>? environment = null, string? root = null, CancellationToken cancel = default)
    {
        var start = new ProcessStartInfo(Path.Combine(root ?? Repository.Root, "relay"), arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string?>())
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(cancel);
        var error = process.StandardError.ReadToEndAsync(cancel);
        try
        {
            await process.WaitForExitAsync(cancel);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        return new Result(process.ExitCode, await output, await error);
    }

    /// <summary>Runs a command that must succeed, and returns its output.</summary>
    /// <exception cref="InvalidOperationException">It failed; the message has its output.</exception>
    public static Task<string> MustRunAsync(params string[] arguments) => MustRunAsync(arguments, environment: null);

    /// <inheritdoc cref="MustRunAsync(string[])"/>
    /// <param name="arguments">For example <c>servers</c>, <c>start</c>.</param>
    /// <param name="environment">As in <see cref="RunAsync"/>.</param>
    public static async Task<string> MustRunAsync(string[] arguments, IReadOnlyDictionary<string, string?>? environment)
    {
        var result = await RunAsync(arguments, environment);
        return result.ExitCode == 0
            ? result.Output
            : throw new InvalidOperationException(
                $"./relay {string.Join(' ', arguments)} ended with {result.ExitCode}: {result.Error}");
    }
}
