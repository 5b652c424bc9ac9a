using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Relay.Harness;
using Relay.Sandbox.Wahelp;

namespace Relay.Sandbox.Tests;

public sealed class ChoosingAccountsTests
{
    [Fact]
    public async Task The_list_has_each_name_once_with_a_sentence_in_both_languages_and_says_which_is_chosen()
    {
        await using var sandbox = await RunningSandbox.StartAsync();

        var accounts = await ListAsync(sandbox);

        Assert.Equal(NamedAccount.All.Select(account => account.Name).Distinct(), accounts.Select(Name));
        Assert.All(accounts, account =>
        {
            Assert.EndsWith(".", account["en"]!.GetValue<string>(), StringComparison.Ordinal);
            Assert.EndsWith(".", account["ru"]!.GetValue<string>(), StringComparison.Ordinal);
        });
        Assert.Equal("standard", Name(Assert.Single(accounts, IsChosen)));
    }

    [Fact]
    public async Task Each_name_of_the_list_can_be_chosen_and_is_the_only_one_then()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        foreach (var account in NamedAccount.All)
        {
            await sandbox.Control.ChooseAccountAsync(account.Name);

            Assert.Equal(account.Name, Name(Assert.Single(await ListAsync(sandbox), IsChosen)));
        }
    }

    [Fact]
    public async Task A_trait_changed_by_itself_makes_an_account_without_a_name()
    {
        await using var sandbox = await RunningSandbox.StartAsync();

        await sandbox.Control.ChangeSettingsAsync(new { account = new { answerIds = "text" } });

        Assert.DoesNotContain(await ListAsync(sandbox), IsChosen);
    }

    [Fact]
    public async Task A_choice_applies_from_then_on_and_a_reset_returns_to_the_account_of_the_start()
    {
        await using var sandbox = await RunningSandbox.StartAsync(
            RunningSandbox.Options with { Account = NamedAccount.Find("no-messages-method").Traits });
        var token = await sandbox.LoginAsync();

        Assert.Equal(404, (await sandbox.SendToWahelpAsync(token, "+79991234567", "text")).Status);
        await sandbox.Control.ChooseAccountAsync("standard");
        Assert.Equal(200, (await sandbox.SendToWahelpAsync(token, "+79991234567", "text")).Status);
        await sandbox.Control.ResetAsync();
        Assert.Equal(404, (await sandbox.SendToWahelpAsync(token, "+79991234567", "text")).Status);
    }

    [Fact]
    public async Task An_unknown_name_is_refused_with_the_names_there_are_and_changes_nothing()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        await sandbox.Control.ChooseAccountAsync("no-ids");

        var refused = await Assert.ThrowsAsync<HttpRequestException>(() => sandbox.Control.ChooseAccountAsync("nobodys"));

        Assert.All(NamedAccount.All, account => Assert.Contains(account.Name, refused.Message, StringComparison.Ordinal));
        Assert.Equal("no-ids", Name(Assert.Single(await ListAsync(sandbox), IsChosen)));
    }

    [Theory]
    [InlineData("""{"account":{"echoes":"before"}}""")]
    [InlineData("""{"account":{"echo":"sideways"}}""")]
    [InlineData("""{"account":{"webhook":{"colour":"red"}}}""")]
    [InlineData("""{"echo":"before"}""")]
    public async Task A_trait_that_does_not_exist_is_refused(string change)
    {
        await using var sandbox = await RunningSandbox.StartAsync();

        await Assert.ThrowsAsync<HttpRequestException>(() => sandbox.Control.ChangeSettingsAsync(JsonNode.Parse(change)!));

        Assert.Equal("standard", Name(Assert.Single(await ListAsync(sandbox), IsChosen)));
    }

    [Fact]
    public async Task The_start_refuses_an_unknown_name_in_one_line_that_lists_the_names()
    {
        await using var process = new ServiceProcess("sandbox", Repository.Assembly("tests/Sandbox"), new Dictionary<string, string>());

        var (exitCode, said) = await process.RunVerbAsync("--urls=http://127.0.0.1:0", ("SANDBOX_ACCOUNT", "nobodys"));

        Assert.Equal(1, exitCode);
        Assert.StartsWith("SANDBOX_ACCOUNT: No account is named 'nobodys'. Choose one of: standard, ", said, StringComparison.Ordinal);
        Assert.Single(said.TrimEnd().Split('\n'));
    }

    [Fact]
    public void The_readme_has_each_name_with_its_sentence()
    {
        var readme = File.ReadAllText(Path.Combine(Repository.Root, "tests/Sandbox/README.md"));

        Assert.All(NamedAccount.All, account => Assert.Contains($"| `{account.Name}` | {account.English} |", readme, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_page_has_the_list()
    {
        await using var sandbox = await RunningSandbox.StartAsync();

        Assert.Contains("data-testid=\"account\"", await sandbox.Http.GetStringAsync(""), StringComparison.Ordinal);
        Assert.Contains("accounts", await sandbox.Http.GetStringAsync("account.js"), StringComparison.Ordinal);
    }

    private static async Task<List<JsonNode>> ListAsync(RunningSandbox sandbox) =>
        (await sandbox.Http.GetFromJsonAsync<List<JsonNode>>("control/accounts"))!;

    private static string Name(JsonNode account) => account["name"]!.GetValue<string>();

    private static bool IsChosen(JsonNode account) => account["chosen"]!.GetValue<bool>();
}
