using System.Diagnostics;
using Relay.Harness;

namespace Relay.Stack.Tests;

/// <summary>The docker command, run in the project's folder.</summary>
internal static class Docker
{
    /// <summary>Variables of this process that would change the stack.</summary>
    private static readonly string[] Settings = ["TELEGRAM_", "WAHELP_", "RELAY_", "OTEL_", "PHONE_", "COMPOSE_"];

    /// <summary>Variables of this process that a child must not have.</summary>
    public static IReadOnlyDictionary<string, string?> WithoutSettings { get; } =
        Environment.GetEnvironmentVariables().Keys.Cast<string>().Where(name => Settings.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal)))
            .ToDictionary(name => name, string? (_) => null, StringComparer.Ordinal);

    /// <summary>Runs it to its end.</summary>
    /// <param name="environment">The content of compose's .env; no other setting reaches it.</param>
    /// <param name="arguments">As on the command line.</param>
    /// <returns>Standard output.</returns>
    /// <exception cref="InvalidOperationException">It failed; the message has its output.</exception>
    public static async Task<string> RunAsync(IReadOnlyDictionary<string, string> environment, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("docker", arguments)
        {
            WorkingDirectory = Repository.Root,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var name in WithoutSettings.Keys)
        {
            start.Environment.Remove(name);
        }

        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var said = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? said[0]
            : throw new InvalidOperationException($"docker {string.Join(' ', start.ArgumentList)} ended with {process.ExitCode}: {said[1]}{said[0]}");
    }
}
