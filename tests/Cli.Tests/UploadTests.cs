using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Relay.Cli.Tests.Fakes;
using Relay.Harness;

namespace Relay.Cli.Tests;

/// <summary><c>./relay notify</c>, <c>clients import</c> and <c>clients export</c>: tables of any length.</summary>
public sealed class UploadTests : IDisposable
{
    private const string Notifications = "POST /notifications/file";

    private readonly string file = Path.GetTempFileName();

    public void Dispose() => File.Delete(file);

    [Fact]
    public async Task A_table_arrives_as_it_is_with_its_length_and_what_became_of_it_is_printed()
    {
        await using var services = await FakeServices.StartAsync();
        var (arrived, length) = ("", (long?)null);
        services.On("wahelp-gateway", $"{Notifications}?note=true", async context =>
        {
            length = context.Request.ContentLength;
            arrived = await new StreamReader(context.Request.Body).ReadToEndAsync();
            await context.Response.WriteAsync("% 50 1\n% 100 2\nDone. 2 rows: 1 new, 1 known before, 0 refused.\n");
        });
        await File.WriteAllTextAsync(file, "phone,text\n1,ы\n", TestContext.Current.CancellationToken);

        Assert.Equal((0, "Done. 2 rows: 1 new, 1 known before, 0 refused.\n", ""), await services.RunAsync("notify", "--note", file));
        Assert.Equal(("phone,text\n1,ы\n", 16L), (arrived, length));
    }

    [Fact]
    public async Task Refused_rows_are_printed_by_line_and_fail_the_command()
    {
        await using var services = await FakeServices.StartAsync();
        services.On(
            "client-directory", "POST /clients/import",
            context => AnswerAsync(context, "line 4: its \u001b[31mphone\n% 100 2\nDone. 2 rows: 1 new, 0 known before, 1 refused.\n"));

        Assert.Equal((1, "line 4: its ·[31mphone\nDone. 2 rows: 1 new, 0 known before, 1 refused.\n", ""), await services.RunAsync("clients", "import", file));
        var (code, output, _) = await services.RunAsync("clients", "import", file, "--json");
        var sums = JsonDocument.Parse(output).RootElement;
        Assert.Equal((1, 2, 1), (code, sums.GetProperty("rows").GetInt32(), sums.GetProperty("new").GetInt32()));
        Assert.Equal(4, sums.GetProperty("refused")[0].GetProperty("line").GetInt32());
    }

    [Fact]
    public async Task A_table_comes_by_standard_input_too()
    {
        await using var services = await FakeServices.StartAsync();
        var arrived = "";
        services.On("wahelp-gateway", Notifications, async context =>
        {
            arrived = await new StreamReader(context.Request.Body).ReadToEndAsync();
            await context.Response.WriteAsync("Done. 1 rows: 1 new, 0 known before, 0 refused.\n");
        });

        Assert.Equal(0, (await services.RunAsync(["notify", "-"], typed: "phone,text\n1,a\n")).Code);
        Assert.Equal("phone,text\n1,a\n", arrived);
    }

    /// <summary>Its answer is larger than all buffers between the two, and it continues reading only when the answer is read.</summary>
    [Fact]
    public async Task A_service_that_answers_much_while_it_is_still_being_sent_to_is_heard()
    {
        await using var services = await FakeServices.StartAsync();
        const int lines = 250_000;
        services.On("client-directory", "POST /clients/import", async context =>
        {
            await context.Request.Body.ReadExactlyAsync(new byte[1000]);
            context.Features.Get<IHttpMinRequestBodyDataRateFeature>()!.MinDataRate = null;
            foreach (var some in Enumerable.Range(1, lines).Chunk(1000))
            {
                await context.Response.WriteAsync(
                    string.Concat(some.Select(line => string.Create(CultureInfo.InvariantCulture, $"line {line}: {new string('x', 60)}\n"))));
            }

            await context.Request.Body.CopyToAsync(Stream.Null);
            await context.Response.WriteAsync($"Done. {lines} rows: 0 new, 0 known before, {lines} refused.\n");
        });
        await File.WriteAllTextAsync(file, new string('y', 40_000_000), TestContext.Current.CancellationToken);

        var (code, output, _) = await services.RunAsync("clients", "import", file);

        Assert.Equal(1, code);
        Assert.EndsWith($"Done. {lines} rows: 0 new, 0 known before, {lines} refused.\n", output, StringComparison.Ordinal);
        Assert.Equal(lines + 1, output.Count(c => c == '\n'));
    }

    [Fact]
    public async Task A_service_that_refuses_a_large_table_at_its_first_line_is_heard()
    {
        await using var services = await FakeServices.StartAsync();
        const string words = "The first line must name the columns phone, text.\n";
        using var rude = new RudeService($"HTTP/1.1 400 Bad Request\r\nContent-Length: {words.Length}\r\nConnection: close\r\n\r\n{words}");
        services.Environment[FakeServices.VariableOf("wahelp-gateway")] = rude.Url;
        await File.WriteAllTextAsync(file, new string('y', 40_000_000), TestContext.Current.CancellationToken);

        Assert.Equal((1, "", "relay: The first line must name the columns phone, text.\n"), await services.RunAsync("notify", file));
    }

    [Fact]
    public async Task A_table_that_did_not_get_through_is_said()
    {
        await using var services = await FakeServices.StartAsync();
        using var rude = new RudeService("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n12\r\nline 2: no\n% 10 5\n\r\n");
        services.Environment[FakeServices.VariableOf("wahelp-gateway")] = rude.Url;

        var (code, output, error) = await services.RunAsync("notify", file);

        Assert.Equal(
            (1, "line 2: no\n", $"relay: {file} was not accepted completely. Send it again: accepted rows stay as they are.\n"), (code, output, error));
    }

    /// <summary>HttpClient returns no answer before everything is sent: here the rest is sent only after the bar has moved.</summary>
    [Fact]
    public async Task On_a_terminal_a_bar_shows_how_far_the_service_is_and_goes_before_lines_are_printed()
    {
        await using var services = await FakeServices.StartAsync();
        var terminal = new FakeTerminal(isTerminal: true);
        services.On("wahelp-gateway", Notifications, async context =>
        {
            await context.Request.Body.ReadExactlyAsync(new byte[1000]);
            await context.Response.WriteAsync("line 2: no\n% 40 7777\n");
            await context.Response.Body.FlushAsync();
            await Waiting.UntilAsync(
                () => terminal.Error.Contains("40%", StringComparison.Ordinal) && terminal.Error.Contains("7777 rows", StringComparison.Ordinal),
                TimeSpan.FromMinutes(1), "the bar moves");
            Assert.Empty(terminal.Output);
            await AnswerAsync(context, "Done. 9000 rows: 8999 new, 0 known before, 1 refused.\n");
        });
        await File.WriteAllTextAsync(file, new string('y', 40_000_000), TestContext.Current.CancellationToken);

        var (code, output, _) = await services.RunAsync(["notify", file], terminal);

        Assert.Equal((1, "line 2: no\nDone. 9000 rows: 8999 new, 0 known before, 1 refused.\n"), (code, output));
    }

    [Fact]
    public async Task What_is_no_file_is_said_before_anybody_is_asked()
    {
        await using var services = await FakeServices.StartAsync();

        Assert.Equal((1, "", "relay: /none.csv cannot be read.\n"), await services.RunAsync("notify", "/none.csv"));
        Assert.StartsWith("relay: /tmp cannot be read.", (await services.RunAsync("notify", "/tmp")).Error, StringComparison.Ordinal);
        Assert.StartsWith("relay: Usage: ./relay notify [--note] FILE.csv", (await services.RunAsync("notify")).Error, StringComparison.Ordinal);
        Assert.StartsWith("relay: Usage: ./relay clients import FILE.csv", (await services.RunAsync("clients")).Error, StringComparison.Ordinal);
        Assert.Empty(services.Calls);
    }

    [Fact]
    public async Task An_export_is_printed_byte_by_byte_and_one_that_broke_off_is_said()
    {
        await using var services = await FakeServices.StartAsync();
        const string call = "GET /clients/export";
        services.On("client-directory", call, "phone,full_name,bot_tg_user_id\n+1,\"Анна\r\n\",1\n");
        Assert.Equal((0, "phone,full_name,bot_tg_user_id\n+1,\"Анна\r\n\",1\n", ""), await services.RunAsync("clients", "export"));

        services.On("client-directory", call, "no\n", status: 403);
        Assert.Equal((1, "", "relay: no\n"), await services.RunAsync("clients", "export"));

        using var rude = new RudeService("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nphone,full_name\n");
        services.Environment[FakeServices.VariableOf("client-directory")] = rude.Url;
        Assert.Equal((1, "phone,full_name\n", "relay: The export broke off: the table is incomplete.\n"), await services.RunAsync("clients", "export"));
    }

    private static async Task AnswerAsync(HttpContext context, string answer)
    {
        await context.Request.Body.CopyToAsync(Stream.Null);
        await context.Response.WriteAsync(answer, Encoding.UTF8);
    }
}
