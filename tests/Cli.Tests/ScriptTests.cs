using Relay.Cli.Tests.Fakes;
using Relay.Harness;

namespace Relay.Cli.Tests;

/// <summary><c>./relay</c> finds the tool: here if there is .NET, else in the compose stack. In a separate folder, with an <c>.env</c>.</summary>
public sealed class ScriptTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("relay-script-").FullName;
    private readonly ProgramsFolder programs = new("dotnet", "docker");

    public ScriptTests()
    {
        File.Copy(Path.Combine(Repository.Root, "relay"), Path.Combine(root, "relay"));
        foreach (var folder in (string[])["scripts", "deploy", "tools"])
        {
            Directory.CreateSymbolicLink(Path.Combine(root, folder), Path.Combine(Repository.Root, folder));
        }

        File.WriteAllText(Path.Combine(root, ".env"), $"TELEGRAM_BOT_TOKEN=1:secret\nRELAY_ADMIN_TOKEN='{FakeServices.Token}'\n");
    }

    public void Dispose()
    {
        programs.Dispose();
        Directory.Delete(root, recursive: true);
    }

    [Fact]
    public async Task With_NET_the_tool_runs_here_with_the_administrators_token_of_the_file_env()
    {
        var result = await RunAsync(Environment.GetEnvironmentVariable("PATH")!, "token", "wahelp-gateway");

        Assert.Equal((0, FakeServices.TokenOf("wahelp-gateway") + "\n", ""), (result.ExitCode, result.Output, result.Error));
    }

    [Fact]
    public async Task Without_it_the_tool_runs_in_the_stack_and_a_table_goes_there_by_standard_input()
    {
        programs.Put("docker", "#!/bin/sh\necho \"docker $*\" >&2\ncase \"$*\" in *' ps '*) echo container ;; *' run '*) cat ;; esac\n");
        var table = Path.Combine(root, "clients.csv");
        await File.WriteAllTextAsync(table, "phone,full_name,bot_tg_user_id\n", TestContext.Current.CancellationToken);

        var status = await RunAsync(programs.PathVariable, "status", "+7 916 123-45-67");
        Assert.Equal((0, ""), (status.ExitCode, status.Output));
        Assert.EndsWith("run --rm --no-TTY cli status +7 916 123-45-67\n", status.Error, StringComparison.Ordinal);

        var import = await RunAsync(programs.PathVariable, "clients", "import", table);
        Assert.Equal((0, "phone,full_name,bot_tg_user_id\n"), (import.ExitCode, import.Output));
        Assert.EndsWith("cli clients import -\n", import.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_either_and_without_a_stack_it_is_said_what_to_do()
    {
        var neither = await RunAsync(programs.PathVariable, "dead");
        Assert.Equal((1, "relay: This command needs the .NET 10 SDK, or Docker.\n"), (neither.ExitCode, neither.Error));

        programs.Put("docker", "#!/bin/sh\n");
        var nothing = await RunAsync(programs.PathVariable, "dead");
        Assert.Equal(1, nothing.ExitCode);
        Assert.StartsWith("relay: No relay runs here.", nothing.Error, StringComparison.Ordinal);
    }

    private Task<RelayScript.Result> RunAsync(string path, params string[] arguments) => RelayScript.RunAsync(
        arguments,
        new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["PATH"] = path,
            ["RELAY_HOME"] = Path.Combine(root, ".relay"),
            ["TELEGRAM_BOT_TOKEN"] = null,
            ["RELAY_ADMIN_TOKEN"] = null,
        },
        root);
}
