using System.Diagnostics;
using Npgsql;
using RabbitMQ.Client;
using Relay.Harness;

namespace Relay.EndToEnd.Tests.RunningServers;

/// <summary>The guarantees of <c>./relay servers</c>, on a separate instance beside whatever else runs.</summary>
public sealed class ServersScriptTests : IAsyncLifetime
{
    private static readonly string[] Strings =
    [
        "RABBITMQ_TELEGRAM_GATEWAY", "RABBITMQ_WAHELP_GATEWAY", "RABBITMQ_CLIENT_DIRECTORY",
        "POSTGRES_TELEGRAM_GATEWAY", "POSTGRES_WAHELP_GATEWAY", "POSTGRES_CLIENT_DIRECTORY",
    ];

    private readonly string home = Path.Combine(Path.GetTempPath(), $"relay-{Guid.NewGuid():N}");
    private readonly Dictionary<string, string?> environment;

    public ServersScriptTests()
    {
        Directory.CreateDirectory(home);
        environment = Strings.Concat(["RABBITMQ", "RABBITMQ_ADMIN", "POSTGRES_ADMIN", "POSTGRES_OWNER"])
            .ToDictionary(name => name, string? (_) => null, StringComparer.Ordinal);
        environment["RELAY_HOME"] = home;
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Started_servers_are_usable_and_stopped_ones_leave_no_process()
    {
        await RunAsync("start");
        await RunAsync("start");
        var env = Exports(await RunAsync("env"));

        foreach (var name in Strings.Take(3).Append("RABBITMQ_ADMIN"))
        {
            await using var broker = await new ConnectionFactory { Uri = new Uri(env[name]) }.CreateConnectionAsync();
            Assert.True(broker.IsOpen);
        }

        foreach (var name in Strings.Skip(3).Append("POSTGRES_ADMIN"))
        {
            await using var database = new NpgsqlConnection(env[name] + ";Pooling=false");
            await database.OpenAsync();
        }

        Assert.NotEmpty(Processes());
        AssertNoSecretIn(await CommandLinesAsync(), env);

        await RunAsync("stop");

        // The broker's helper ends when it notices that the broker has ended.
        await Waiting.UntilAsync(() => Processes().Length == 0, TimeSpan.FromSeconds(10), "no process is left");
    }

    [Fact]
    public async Task Strings_of_the_environment_win_and_start_nothing()
    {
        foreach (var name in Strings)
        {
            environment[name] = $"what {name} says; and 'quotes'";
        }

        await RunAsync("start");
        var env = Exports(await RunAsync("env"));

        Assert.All(Strings, name => Assert.Equal(environment[name], env[name]));
        Assert.Empty(Processes());
    }

    public async ValueTask DisposeAsync()
    {
        await RelayScript.RunAsync(["servers", "stop"], environment);
        foreach (var link in new DirectoryInfo(home).GetDirectories().Where(folder => folder.LinkTarget is not null))
        {
            Directory.Delete(link.LinkTarget!, recursive: true);
        }

        Directory.Delete(home, recursive: true);
    }

    private async Task<string> RunAsync(string command)
    {
        var result = await RelayScript.RunAsync(["servers", command], environment);
        Assert.True(result.ExitCode == 0, result.Error);
        return result.Output;
    }

    /// <summary>The strings as a shell reads them.</summary>
    private static Dictionary<string, string> Exports(string lines)
    {
        var start = new ProcessStartInfo("bash", ["-c", lines + "\nenv -0"]) { UseShellExecute = false, RedirectStandardOutput = true };
        using var shell = Process.Start(start)!;
        return shell.StandardOutput.ReadToEnd()
            .Split('\0', StringSplitOptions.RemoveEmptyEntries)
            .Select(pair => pair.Split('=', 2))
            .ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);
    }

    private static void AssertNoSecretIn(string commandLines, Dictionary<string, string> env)
    {
        foreach (var (name, value) in env.Where(
            pair => pair.Key.StartsWith("RABBITMQ_", StringComparison.Ordinal) || pair.Key.StartsWith("POSTGRES_", StringComparison.Ordinal)))
        {
            var password = name.StartsWith("RABBITMQ", StringComparison.Ordinal)
                ? new Uri(value).UserInfo.Split(':')[1]
                : new NpgsqlConnectionStringBuilder(value).Password!;
            Assert.DoesNotContain(password, commandLines, StringComparison.Ordinal);
        }
    }

    private static async Task<string> CommandLinesAsync()
    {
        var lines = await Task.WhenAll(AllProcesses().Select(CommandLineAsync));
        return string.Join('\n', lines);
    }

    /// <summary>Running processes in this instance's folder (a zombie has no command line and no folder).</summary>
    private string[] Processes()
    {
        var folders = new DirectoryInfo(home).GetDirectories().Select(folder => folder.LinkTarget).OfType<string>().Append(home);
        return [.. AllProcesses().Where(process => folders.Any(folder => WorksIn(process, folder)))];
    }

    private static bool WorksIn(string process, string folder)
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, "environ")).Contains(folder, StringComparison.Ordinal)
                || File.ReadAllText(Path.Combine(process, "cmdline")).Contains(folder, StringComparison.Ordinal);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static async Task<string> CommandLineAsync(string process)
    {
        try
        {
            return await File.ReadAllTextAsync(Path.Combine(process, "cmdline"));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private static IEnumerable<string> AllProcesses() =>
        Directory.GetDirectories("/proc").Where(folder => Path.GetFileName(folder).All(char.IsAsciiDigit));
}
