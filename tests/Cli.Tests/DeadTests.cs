using System.Text.Json;
using Relay.Cli.Tests.Fakes;

namespace Relay.Cli.Tests;

/// <summary><c>./relay dead</c>.</summary>
public sealed class DeadTests
{
    private const string First = "GET /dead?limit=1000&after=0";
    private const string Letter =
        """{"id":7,"at":"2026-01-02T03:04:05+00:00","source":"telegram_update","reason":"[red]no[/] """
            + """\u202eupdate","bytes":12,"replayedAt":null,"discardedAt":null,"result":null}""";

    [Fact]
    public async Task Letters_are_lines_in_the_services_words_page_by_page()
    {
        await using var services = await FakeServices.StartAsync();
        services.On("client-directory", First, "");
        services.On("wahelp-gateway", First, "     7  2026-01-02 03:04:05  a: b (1 bytes)\n    12  2026-01-02 03:04:06  a: c (1 bytes)\n");
        services.On("wahelp-gateway", "GET /dead?limit=1000&after=12", "    13  2026-01-02 03:04:07  a: d (1 bytes)\n");
        services.On("wahelp-gateway", "GET /dead?limit=1000&after=13", "");
        services.On("telegram-gateway", First, "");

        var (code, output, error) = await services.RunAsync("dead");

        Assert.Equal((0, ""), (code, error));
        Assert.Equal(
            "client-directory: nothing\nwahelp-gateway:\n     7  2026-01-02 03:04:05  a: b (1 bytes)\n    12  2026-01-02 03:04:06  a: c (1 bytes)\n"
            + "    13  2026-01-02 03:04:07  a: d (1 bytes)\ntelegram-gateway: nothing\n",
            output);
    }

    [Fact]
    public async Task On_a_terminal_they_are_a_table_in_which_nothing_is_markup_or_commands_it()
    {
        await using var services = await FakeServices.StartAsync();
        services.On("wahelp-gateway", First, $"[{Letter}]");
        services.On("wahelp-gateway", "GET /dead?limit=1000&after=7", "[]");

        var (code, output, _) = await services.RunAsync(["dead", "list", "wahelp-gateway"], isTerminal: true);

        Assert.Equal(0, code);
        Assert.Contains("reason", output, StringComparison.Ordinal);
        Assert.Contains("2026-01-02 03:04:05", output, StringComparison.Ordinal);
        Assert.Contains("[red]no[/] ·update", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_that_does_not_answer_is_named_and_the_others_are_listed()
    {
        await using var services = await FakeServices.StartAsync();
        services.Stop("client-directory");
        services.On("wahelp-gateway", First, "");
        services.On("telegram-gateway", First, "");

        var (code, output, error) = await services.RunAsync("dead", "list");

        Assert.Equal((1, "wahelp-gateway: nothing\ntelegram-gateway: nothing\n"), (code, output));
        Assert.Equal("client-directory does not answer at http://127.0.0.1:1. Does it run?\n", error);
    }

    [Fact]
    public async Task As_JSON_they_stand_by_service_in_ASCII()
    {
        await using var services = await FakeServices.StartAsync();
        services.On("wahelp-gateway", First, $"[{Letter}]");
        services.On("wahelp-gateway", "GET /dead?limit=1000&after=7", "[]");

        var (code, output, _) = await services.RunAsync("dead", "list", "wahelp-gateway", "--json");

        Assert.Equal(0, code);
        Assert.True(System.Text.Ascii.IsValid(output));
        Assert.Equal("[red]no[/] \u202eupdate", JsonDocument.Parse(output).RootElement.GetProperty("wahelp-gateway")[0].GetProperty("reason").GetString());
    }

    [Fact]
    public async Task A_letter_is_shown_with_its_content_as_text_or_JSON()
    {
        await using var services = await FakeServices.StartAsync();
        services.On("wahelp-gateway", "GET /dead/7", context =>
            Microsoft.AspNetCore.Http.HttpResponseWritingExtensions.WriteAsync(
                context.Response, context.Request.Headers.Accept == "text/plain" ? "a line\n\ncontent\n" : """{"letter":{"id":7},"raw":"content"}"""));

        Assert.Equal((0, "a line\n\ncontent\n", ""), await services.RunAsync("dead", "show", "wahelp-gateway", "7"));
        var shown = JsonDocument.Parse((await services.RunAsync("dead", "show", "wahelp-gateway", "7", "--json")).Output);
        Assert.Equal("content", shown.RootElement.GetProperty("raw").GetString());
    }

    [Fact]
    public async Task All_are_replayed_each_by_itself_and_counted_and_one_that_is_refused_fails_the_command()
    {
        await using var services = await FakeServices.StartAsync();
        services.On("wahelp-gateway", First, $"[{Letter},{Letter.Replace("\"id\":7", "\"id\":8", StringComparison.Ordinal)}]");
        services.On("wahelp-gateway", "GET /dead?limit=1000&after=8", "[]");
        services.On("wahelp-gateway", "POST /dead/7/replay", "7: replayed\n");
        services.On("wahelp-gateway", "POST /dead/8/replay", "8: it still cannot be read\n", status: 409);

        Assert.Equal((1, "7: replayed\n1 done, 1 not.\n", "8: it still cannot be read\n"), await services.RunAsync("dead", "replay", "wahelp-gateway", "all"));
        Assert.Equal((0, "7: replayed\n", ""), await services.RunAsync("dead", "replay", "wahelp-gateway", "7"));
        var (code, output, _) = await services.RunAsync("dead", "replay", "wahelp-gateway", "8", "--json");
        Assert.Equal((1, false), (code, JsonDocument.Parse(output).RootElement[0].GetProperty("done").GetBoolean()));
    }

    [Theory]
    [InlineData("There is no service 'wahelp'; there are client-directory wahelp-gateway telegram-gateway.", "list", "wahelp")]
    [InlineData("'x1' is not the number of a letter. To see the numbers: ./relay dead list wahelp-gateway", "show", "wahelp-gateway", "x1")]
    [InlineData("Usage: ./relay dead list [SERVICE] | show SERVICE ID", "replay", "wahelp-gateway")]
    [InlineData("Usage: ./relay dead list [SERVICE] | show SERVICE ID", "list", "wahelp-gateway", "7")]
    [InlineData("Usage: ./relay dead list [SERVICE] | show SERVICE ID", "bury")]
    public async Task What_was_typed_wrong_is_said_before_anybody_is_asked(string words, params string[] arguments)
    {
        await using var services = await FakeServices.StartAsync();

        var (code, output, error) = await services.RunAsync(["dead", .. arguments]);

        Assert.Equal((1, ""), (code, output));
        Assert.StartsWith($"relay: {words}", error, StringComparison.Ordinal);
        Assert.Empty(services.Calls);
    }
}
