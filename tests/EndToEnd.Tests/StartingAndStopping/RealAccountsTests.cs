using System.Diagnostics;
using System.Globalization;
using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Text;
using Relay.Harness;

namespace Relay.EndToEnd.Tests.StartingAndStopping;

/// <summary><c>./relay up</c> with a bot's token in <c>.env</c>: what each of its processes, and others on the machine, can know.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class RealAccountsTests : IDisposable
{
    private const string BotToken = "100500:planted-token-of-the-bot";
    private const string Login = "planted-login-at-wahelp";
    private const string Password = "planted-password-at-wahelp";
    private const string WebhookToken = "planted-token-of-the-webhook";
    private const string AdminToken = "planted-token-of-the-administrator";
    private static readonly int[] Ports = [8080, 8081, 8082];
    private static readonly string[] Services = ["ClientDirectory", "WahelpGateway", "TelegramGateway"];

    private readonly string root = Directory.CreateTempSubdirectory("relay-real-").FullName;

    private string Home => Path.Combine(root, ".relay");

    [Fact]
    public async Task Each_process_gets_what_is_its_own_nobody_else_reads_the_files_and_the_world_reaches_no_port()
    {
        Assert.SkipWhen(Ports.Any(port => Listeners(port).Count > 0), "Something else has the ports of a relay with real accounts.");
        Prepare();
        using var up = Start();
        try
        {
            await Waiting.UntilAsync(() => up.HasExited || Ports.All(port => Listeners(port).Count > 0), TimeSpan.FromMinutes(3), "all services listen");
            Assert.False(up.HasExited, up.HasExited ? await up.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken) : null);

            var processes = Processes();
            foreach (var service in Services)
            {
                Assert.Contains(processes, process => process.IsOf(service));
            }

            Assert.Contains(processes, process => process.Command.Contains("postgres", StringComparison.Ordinal));
            Assert.Contains(processes, process => process.Command.Contains("rabbit", StringComparison.Ordinal));
            foreach (var process in processes)
            {
                Assert.Equal(
                    SecretsOf(process),
                    Secrets().Where(secret => process.Environment.Contains(secret.Value, StringComparison.Ordinal)).Select(secret => secret.Name));
                Assert.DoesNotContain(Secrets(), secret => process.Command.Contains(secret.Value, StringComparison.Ordinal));
            }

            Assert.Empty(ReadableByOthers(Home, new DirectoryInfo(Home)));
            Assert.All(Ports, port => Assert.All(Listeners(port), address => Assert.Equal("0100007F", address))); // 127.0.0.1
        }
        finally
        {
            using var kill = Process.Start("kill", [up.Id.ToString(CultureInfo.InvariantCulture)]);
            await up.WaitForExitAsync(TestContext.Current.CancellationToken);
        }
    }

    public void Dispose()
    {
        foreach (var link in Directory.Exists(Home) ? new DirectoryInfo(Home).GetDirectories().Where(folder => folder.LinkTarget is not null) : [])
        {
            Directory.Delete(link.LinkTarget!, recursive: true);
        }

        Directory.Delete(root, recursive: true);
    }

    /// <summary>A copy of the project, already built, with settings in <c>.env</c>.</summary>
    private void Prepare()
    {
        File.Copy(Path.Combine(Repository.Root, "relay"), Path.Combine(root, "relay"));
        foreach (var folder in (string[])["scripts", "deploy"])
        {
            Directory.CreateSymbolicLink(Path.Combine(root, folder), Path.Combine(Repository.Root, folder));
        }

        foreach (var service in Services)
        {
            Directory.CreateDirectory(Path.Combine(root, "services", service, "bin/Release"));
            Directory.CreateSymbolicLink(
                Path.Combine(root, "services", service, "bin/Release/net10.0"), Path.GetDirectoryName(Repository.Assembly($"services/{service}"))!);
        }

        // Nothing to build.
        var programs = Directory.CreateDirectory(Path.Combine(root, "programs")).FullName;
        var real = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Select(folder => Path.Combine(folder, "dotnet")).First(File.Exists);
        var dotnet = Path.Combine(programs, "dotnet");
        File.WriteAllText(dotnet, $"#!/bin/sh\ncase $1 in restore | build) exit 0 ;; *) exec {real} \"$@\" ;; esac\n");
        File.SetUnixFileMode(dotnet, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

        File.WriteAllText(
            Path.Combine(root, ".env"),
            $"""
            TELEGRAM_BOT_TOKEN={BotToken}
            TELEGRAM_API_BASE=http://127.0.0.1:9
            WAHELP_API_BASE=http://127.0.0.1:9
            WAHELP_LOGIN='{Login}'
            WAHELP_CLIENTS_PROJECT_ID=1
            WAHELP_CLIENTS_CHANNEL_UUID=5a2f6c1e-0b7d-4c57-9a3e-7d1f00c11e07
            WAHELP_WEBHOOK_TOKEN="{WebhookToken}"
            RELAY_ADMIN_TOKEN={AdminToken}
            """);
    }

    private Process Start()
    {
        var start = new ProcessStartInfo(Path.Combine(root, "relay"), ["up"])
        { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var name in start.Environment.Keys.Where(
            name => name.StartsWith("RABBITMQ", StringComparison.Ordinal) || name.StartsWith("POSTGRES_", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(name);
        }

        start.Environment["RELAY_HOME"] = Home;
        start.Environment["PATH"] = $"{Path.Combine(root, "programs")}:{start.Environment["PATH"]}";
        start.Environment["WAHELP_PASSWORD"] = Password; // from the environment: the script's own process has it, and its service
        return Process.Start(start)!;
    }

    private IEnumerable<(string Name, string Value)> Secrets() =>
    [
        (nameof(BotToken), BotToken), (nameof(Login), Login), (nameof(Password), Password), (nameof(WebhookToken), WebhookToken),
        (nameof(AdminToken), AdminToken),
        .. Enum.GetValues<RelayService>().Select(service => ($"token of {service}", TokenOf(service))),
        .. from server in (string[])["rabbitmq", "postgres"]
           from file in new DirectoryInfo(Path.Combine(Home, server, "passwords")).GetFiles()
           select ($"{server} {file.Name.Replace('_', '-')}", File.ReadAllText(file.FullName).Trim()),
    ];

    private static string TokenOf(RelayService service) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(AdminToken), Encoding.UTF8.GetBytes(service.Name())));

    private static IEnumerable<string> SecretsOf(RunningProcess process) =>
        process.IsOf("ClientDirectory") ? ["rabbitmq client-directory", "postgres client-directory"]
        : process.IsOf("WahelpGateway") ? [nameof(Login), nameof(Password), nameof(WebhookToken), "rabbitmq wahelp-gateway", "postgres wahelp-gateway"]
        : process.IsOf("TelegramGateway") ? [nameof(BotToken), "rabbitmq telegram-gateway", "postgres telegram-gateway"]
        : [];

    /// <summary>The processes of this home folder, except for the script itself.</summary>
    private List<RunningProcess> Processes() =>
    [
        .. from folder in Directory.GetDirectories("/proc")
           where Path.GetFileName(folder).All(char.IsAsciiDigit)
           let process = new RunningProcess(Read(Path.Combine(folder, "cmdline")), Read(Path.Combine(folder, "environ")))
           where process.Command.Length > 0 && !process.Command.Contains("relay\0up", StringComparison.Ordinal)
           where process.Environment.Contains(Home, StringComparison.Ordinal) || process.Command.Contains(Home, StringComparison.Ordinal)
           select process,
    ];

    private static string Read(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private static IEnumerable<string> ReadableByOthers(string path, FileSystemInfo entry)
    {
        const UnixFileMode read = UnixFileMode.GroupRead | UnixFileMode.OtherRead;
        const UnixFileMode enter = UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        if (entry.LinkTarget is { } target)
        {
            return ReadableByOthers(path, new DirectoryInfo(target));
        }

        var mode = entry.UnixFileMode;
        return entry is DirectoryInfo folder
            ? ((mode & read) != UnixFileMode.None ? (string[])[path] : []).Concat(
                (mode & enter) == UnixFileMode.None ? [] : folder.GetFileSystemInfos().SelectMany(inner => ReadableByOthers(inner.FullName, inner)))
            : (mode & read) != UnixFileMode.None ? [path] : [];
    }

    /// <summary>The addresses that listen on a port, in the kernel's form.</summary>
    private static List<string> Listeners(int port)
    {
        const string listening = "0A";
        var suffix = ":" + port.ToString("X4", CultureInfo.InvariantCulture);
        return
        [
            .. from table in (string[])["/proc/net/tcp", "/proc/net/tcp6"]
               where File.Exists(table)
               from line in File.ReadLines(table).Skip(1)
               let fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)
               where fields[3] == listening && fields[1].EndsWith(suffix, StringComparison.Ordinal)
               select fields[1][..^suffix.Length],
        ];
    }

    private sealed record RunningProcess(string Command, string Environment)
    {
        public bool IsOf(string service) =>
            Command.Contains($"Relay.{service}.dll", StringComparison.Ordinal) && !Command.Contains("setpriv", StringComparison.Ordinal);
    }
}
