using Relay.Harness;

namespace Relay.EndToEnd.Tests.OnContainers;

/// <summary>
/// The fixtures on a machine with a Docker engine and without servers. <c>./relay test</c> has servers, and so runs this separately without them.
/// </summary>
[Collection(OneRelay.Name)]
public sealed class ContainersTests(RelayFixture relay)
{
    [Fact(Explicit = true)]
    public async Task Without_servers_of_their_own_the_fixtures_run_on_Testcontainers_and_messages_go_both_ways()
    {
        Assert.SkipUnless(await ContainerServers.DockerAnswersAsync(), "No Docker engine answers: Testcontainers were not checked.");
        Assert.True((await Servers.StartAsync()).AreContainers);
        var chat = RelayFixture.NewChat();
        var phone = SandboxClient.PhoneOf(chat);

        await relay.Sandbox.ClientWritesAsync(chat, "до знакомства");
        await relay.Sandbox.ClientSharesContactAsync(chat);
        Assert.Equal("до знакомства", (await relay.Sandbox.WaitAtWahelpAsync(phone, timeout: TimeSpan.FromMinutes(1)))[0].Text);
        await relay.Sandbox.ManagerRepliesAsync(phone, "ответ");
        await Waiting.UntilAsync(
            async () => (await relay.Sandbox.SeenInChatAsync(chat)).Any(seen => seen.Text == "ответ"), TimeSpan.FromMinutes(1), "the answer arrives");
    }
}
