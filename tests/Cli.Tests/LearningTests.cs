using Relay.Cli.Tests.Fakes;

namespace Relay.Cli.Tests;

/// <summary><c>./relay wahelp learn</c>. For tests with an account see WahelpGateway.Tests, <c>Learning</c>.</summary>
public sealed class LearningTests : IDisposable
{
    private readonly string home = Path.Combine(Path.GetTempPath(), $"relay-learning-{Guid.NewGuid():N}");

    public void Dispose()
    {
        if (Directory.Exists(home))
        {
            Directory.Delete(home, recursive: true);
        }
    }

    [Fact]
    public async Task Answers_go_to_the_service_and_the_report_into_a_file()
    {
        await using var services = await StartAsync();
        services.Environment["RELAY_HOME"] = home;
        services.On("wahelp-gateway", "POST /learning/sent/messages?seconds=3", "Accepted (HTTP 200).\n");
        services.On("wahelp-gateway", "POST /learning/eyes/messages", "");
        services.On("wahelp-gateway", "POST /learning/sent/send_message?seconds=3", "Refused (HTTP 404).\n");
        services.On("wahelp-gateway", "POST /learning/acts/write?seconds=3", "It came.\n");

        var (code, output, error) = await services.RunAsync(["wahelp", "learn", "8 999 123", "--seconds", "3"], typed: "y\nn\n\ny\nn\nn\n\ns\ns\ns\n");

        Assert.Equal((0, ""), (code, error));
        Assert.Contains("wahelp-gateway POST /learning/eyes/messages", services.Calls.Select(call => call.Call));
        Assert.Equal("""{"onPhone":false,"inCrm":null}""", services.Calls.Single(call => call.Call.Contains("eyes", StringComparison.Ordinal)).Body);
        Assert.Equal("""{"phone":"8 999 123"}""", services.Calls.First().Body);
        Assert.Contains("\nFindings\n", output, StringComparison.Ordinal);
        Assert.Contains("It came.", output, StringComparison.Ordinal);
        Assert.DoesNotContain("---", output, StringComparison.Ordinal);
        Assert.Equal("Forms\n", await File.ReadAllTextAsync(Path.Combine(home, "wahelp-report.txt"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task At_the_end_of_the_input_nothing_is_agreed_to_and_without_a_folder_the_report_is_printed()
    {
        await using var services = await StartAsync();

        var (code, output, _) = await services.RunAsync("wahelp", "learn", "8 999 123");

        Assert.Equal(0, code);
        Assert.EndsWith("without texts, phones and secrets, which may be published:\n\nForms\n", output, StringComparison.Ordinal);
        Assert.Equal(2, services.Calls.Count); // begun, ended
    }

    [Fact]
    public async Task A_run_that_breaks_off_leaves_nothing_behind()
    {
        await using var services = await StartAsync();
        services.On("wahelp-gateway", "POST /learning/sent/messages?seconds=8",
            "No learning is running, or its 15 minutes are over: start again.\n", status: 409);
        services.On("wahelp-gateway", "DELETE /learning", "");

        var (code, _, error) = await services.RunAsync(["wahelp", "learn", "8 999 123"], typed: "y\n");

        Assert.Equal((1, "relay: No learning is running, or its 15 minutes are over: start again.\n"), (code, error));
        Assert.Equal("wahelp-gateway DELETE /learning", services.Calls.Last().Call);
    }

    [Fact]
    public async Task What_was_typed_wrong_is_said()
    {
        await using var services = await FakeServices.StartAsync();

        Assert.All(
            [
                ["wahelp"], ["wahelp", "learn"], ["wahelp", "learn", "8", "--seconds", "x"], ["wahelp", "learn", "8", "--seconds", "-1"],
                ["wahelp", "learn", "8", "9"],
            ],
            (string[] typed) =>
                Assert.StartsWith(
                    "relay: Usage: ./relay wahelp learn PHONE", services.RunAsync(typed).GetAwaiter().GetResult().Error, StringComparison.Ordinal));
    }

    private static async Task<FakeServices> StartAsync()
    {
        var services = await FakeServices.StartAsync();
        services.On("wahelp-gateway", "POST /learning", "The texts are ⟦Relay⟧ test.\n");
        services.On("wahelp-gateway", "POST /learning/end", "Findings\n---\nForms\n");
        return services;
    }
}
