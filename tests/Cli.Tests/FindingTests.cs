using Relay.Cli.Tests.Fakes;

namespace Relay.Cli.Tests;

/// <summary>Which relay a command calls, and with what token.</summary>
public sealed class FindingTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("relay-finding-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task A_services_token_is_made_from_the_administrators_in_the_environment_or_a_file()
    {
        await using var services = await FakeServices.StartAsync();
        Assert.Equal((0, FakeServices.TokenOf("wahelp-gateway") + "\n", ""), await services.RunAsync("token", "wahelp-gateway"));

        var file = Path.Combine(folder, "token");
        await File.WriteAllTextAsync(file, FakeServices.Token + "\n", TestContext.Current.CancellationToken);
        (services.Environment["RELAY_ADMIN_TOKEN"], services.Environment["RELAY_ADMIN_TOKEN_FILE"]) = ("", file);
        Assert.Equal((0, FakeServices.TokenOf("wahelp-gateway") + "\n", ""), await services.RunAsync("token", "wahelp-gateway"));
    }

    [Fact]
    public async Task A_simulated_relay_that_runs_here_is_found_by_what_it_wrote()
    {
        await using var services = await FakeServices.StartAsync();
        services.On("wahelp-gateway", "GET /dead?limit=1000&after=0", "");
        await File.WriteAllTextAsync(
            Path.Combine(folder, "management"), $"wahelp-gateway {services.Environment["MANAGEMENT_WAHELP_GATEWAY"]}\n", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(folder, "admin-token"), FakeServices.Token, TestContext.Current.CancellationToken);
        services.Environment.Clear();
        services.Environment["RELAY_SANDBOX_HOME"] = folder;

        Assert.Equal((0, "wahelp-gateway: nothing\n", ""), await services.RunAsync("dead", "list", "wahelp-gateway"));
    }

    [Fact]
    public async Task Without_a_token_or_with_one_that_can_be_guessed_it_is_said_what_to_set()
    {
        await using var services = await FakeServices.StartAsync();
        services.Environment.Remove("RELAY_ADMIN_TOKEN");
        Assert.StartsWith("relay: Set RELAY_ADMIN_TOKEN in .env", (await services.RunAsync("dead")).Error, StringComparison.Ordinal);

        services.Environment["RELAY_ADMIN_TOKEN_FILE"] = Path.Combine(folder, "none");
        Assert.StartsWith("relay: RELAY_ADMIN_TOKEN_FILE cannot be read", (await services.RunAsync("dead")).Error, StringComparison.Ordinal);
        services.Environment["RELAY_ADMIN_TOKEN_FILE"] = null;

        services.Environment["RELAY_SANDBOX_HOME"] = folder;
        Assert.StartsWith("relay: No relay runs here: ./relay up starts one.", (await services.RunAsync("dead")).Error, StringComparison.Ordinal);

        services.Environment["RELAY_ADMIN_TOKEN"] = "twenty-three-characters";
        var (code, _, error) = await services.RunAsync("token", "wahelp-gateway");
        Assert.Equal(1, code);
        Assert.StartsWith("relay: RELAY_ADMIN_TOKEN has less than 24 characters", error, StringComparison.Ordinal);
        Assert.DoesNotContain("twenty-three", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_no_command_is_said()
    {
        await using var services = await FakeServices.StartAsync();

        Assert.Equal((1, "", "relay: Usage: ./relay COMMAND; ./relay help lists the commands.\n"), await services.RunAsync("bury"));
        Assert.Contains("dead", (await services.RunAsync("--help")).Output, StringComparison.Ordinal);
    }
}
