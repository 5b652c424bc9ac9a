using Relay.Harness;

namespace Relay.EndToEnd.Tests.Accounts;

/// <summary>The relay with Wahelp accounts of any kind, each with its own relay, because evidence of one says nothing about another.</summary>
public sealed class AccountsTests
{
    private const long Chat = 5_400_301;
    private const int Questions = 10; // more than an account without ids needs to show its behaviour
    private const string Same = "да";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly string Phone = SandboxClient.PhoneOf(Chat);

    [Theory]
    [InlineData("likely")]
    [InlineData("webhook-uuids")]
    [InlineData("no-ids")]
    [InlineData("echo-without-direction")]
    [InlineData("bare")]
    public async Task Clients_read_what_managers_wrote_and_never_their_own_words_and_the_same_words_are_told(string account)
    {
        await using var stack = await RelayStack.StartAsync(
            new RelayStackOptions { SandboxEnvironment = new Dictionary<string, string>(StringComparer.Ordinal) { ["SANDBOX_ACCOUNT"] = account } });
        using var sandbox = new SandboxClient(stack.SandboxUrl);
        await sandbox.ClientSharesContactAsync(Chat);
        await sandbox.WaitInChatAsync(Chat, timeout: Patience);

        foreach (var text in Enumerable.Range(1, Questions).Select(number => $"вопрос {number}").Append(Same))
        {
            await sandbox.ClientWritesAsync(Chat, text);
            await Waiting.UntilAsync(async () => (await AtWahelpAsync(sandbox)).Contains(text), Patience, text);
        }

        foreach (var text in new[] { "ответ 1", Same, "ответ 2" })
        {
            await sandbox.ManagerRepliesAsync(Phone, text);
        }

        await Waiting.UntilAsync(async () => (await InChatAsync(sandbox)).Contains("ответ 2"), Patience, "the last reply");
        await Waiting.UntilAsync(
            async () => (await InChatAsync(sandbox)).Contains(Same)
                || (await AtWahelpAsync(sandbox)).Exists(
                    text => text.StartsWith("⟦Relay⟧", StringComparison.Ordinal) && text.Contains($"«{Same}»", StringComparison.Ordinal)),
            Patience,
            "the same words shown or told");
        Assert.Equal(["ответ 1", "ответ 2"], (await InChatAsync(sandbox)).Where(text => text != Same));
        Assert.InRange((await InChatAsync(sandbox)).Count(text => text == Same), 0, 1);
        Assert.Equal(
            [.. Enumerable.Range(1, Questions).Select(number => $"вопрос {number}"), Same],
            (await AtWahelpAsync(sandbox)).Where(text => !text.StartsWith("⟦Relay⟧", StringComparison.Ordinal)));
    }

    private static async Task<List<string>> AtWahelpAsync(SandboxClient sandbox) =>
        [.. (await sandbox.SeenAtWahelpAsync(Phone)).Select(entry => entry.Text ?? "")];

    /// <summary>Without the thanks for the contact.</summary>
    private static async Task<List<string>> InChatAsync(SandboxClient sandbox) =>
        [.. (await sandbox.SeenInChatAsync(Chat)).Skip(1).Select(entry => entry.Text ?? "")];
}
