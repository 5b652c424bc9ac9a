using System.Diagnostics;
using System.Globalization;
using Relay.Cli.Tests.Fakes;

namespace Relay.Cli.Tests;

/// <summary>The tool as a separate process, with and without a terminal.</summary>
public sealed class ProcessTests
{
    /// <summary>An escape sequence that sets colours or weight; others only prepare the terminal.</summary>
    private const string Colour = "\u001b\\[[0-9;]*m";

    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "Relay.Cli.dll");

    [Fact]
    public async Task Colours_are_for_terminals_that_want_them()
    {
        await using var services = await FakeServices.StartAsync();
        services.On("wahelp-gateway", "GET /dead?limit=1000&after=0", "[]");
        services.On(
            "telegram-gateway", "GET /dead?limit=1000&after=0",
            """[{"id":1,"at":"2026-01-02T03:04:05Z","source":"s","reason":"r","bytes":1,"replayedAt":null,"discardedAt":null,"result":null}]""");
        services.On("telegram-gateway", "GET /dead?limit=1000&after=1", "[]");

        Assert.Matches(Colour, await OnTerminalAsync(services, noColour: null, "dead list telegram-gateway"));
        var plain = await OnTerminalAsync(services, noColour: "1", "dead list telegram-gateway");
        Assert.Contains("reason", plain, StringComparison.Ordinal);
        Assert.DoesNotMatch(Colour, plain);
    }

    [Fact]
    public async Task Without_a_terminal_nothing_but_text_is_printed()
    {
        await using var services = await FakeServices.StartAsync();
        services.On("telegram-gateway", "GET /dead?limit=1000&after=0", "");
        using var process = Start(services, "dotnet", [Program, "dead", "list", "telegram-gateway"], noColour: null);

        Assert.Equal("telegram-gateway: nothing\n", await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken));
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, process.ExitCode);
    }

    [Fact]
    public async Task Learning_that_is_interrupted_leaves_nothing_behind()
    {
        await using var services = await FakeServices.StartAsync();
        services.On("wahelp-gateway", "POST /learning", "It has begun.\n");
        services.On("wahelp-gateway", "DELETE /learning", "");
        using var process = Start(services, "dotnet", [Program, "wahelp", "learn", "8 999 123"], noColour: null);
        while (await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line
            && !line.EndsWith("[y/n]", StringComparison.Ordinal))
        {
        }

        using var kill = Process.Start("kill", ["-INT", process.Id.ToString(CultureInfo.InvariantCulture)]);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(130, process.ExitCode);
        Assert.Equal("wahelp-gateway DELETE /learning", services.Calls.Last().Call);
    }

    /// <summary>Within a terminal created by <c>script</c>.</summary>
    private static async Task<string> OnTerminalAsync(FakeServices services, string? noColour, string arguments)
    {
        using var process = Start(services, "script", ["--quiet", "--return", "--command", $"dotnet {Program} {arguments}", "/dev/null"], noColour);
        var shown = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, shown);
        Assert.Empty(services.Unexpected);
        return shown;
    }

    private static Process Start(FakeServices services, string program, string[] arguments, string? noColour)
    {
        var start = new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true };
        foreach (var (name, value) in services.Environment)
        {
            start.Environment[name] = value;
        }

        start.Environment["TERM"] = "xterm-256color";
        start.Environment["NO_COLOR"] = noColour;
        return Process.Start(start)!;
    }
}
