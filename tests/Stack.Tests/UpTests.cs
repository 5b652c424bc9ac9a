using System.Net;
using System.Text.Json;
using Relay.Harness;

namespace Relay.Stack.Tests;

[Collection(OneStack.Name)]
public sealed class UpTests(ComposeStack stack)
{
    private static readonly string[] Ours = ["telegram-gateway", "wahelp-gateway", "client-directory", "sandbox"];
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task From_a_bare_checkout_messages_go_both_ways()
    {
        stack.MustRun();
        const long chat = 8_000_001;
        await stack.Sandbox.ClientWritesAsync(chat, "до знакомства");
        await stack.Sandbox.ClientSharesContactAsync(chat);
        await stack.Sandbox.ClientWritesAsync(chat, "после");

        var seen = await stack.Sandbox.WaitAtWahelpAsync(SandboxClient.PhoneOf(chat), 2, Patience);
        Assert.Equal(["до знакомства", "после"], seen.Select(entry => entry.Text));

        await stack.Sandbox.ManagerRepliesAsync(SandboxClient.PhoneOf(chat), "ответ");
        await Waiting.UntilAsync(
            async () => (await stack.Sandbox.SeenInChatAsync(chat)).Any(entry => entry.Text == "ответ"), Patience, "the manager's answer arrives");
    }

    [Fact]
    public async Task Everything_is_healthy_or_has_done_its_work()
    {
        stack.MustRun();
        foreach (var container in await stack.InspectAsync())
        {
            var state = container.GetProperty("State");
            var service = ServiceOf(container);
            if (service == "setup" || service.StartsWith("migrate-", StringComparison.Ordinal))
            {
                Assert.Equal(("exited", 0), (state.GetProperty("Status").GetString(), state.GetProperty("ExitCode").GetInt32()));
            }
            else
            {
                Assert.Equal("running", state.GetProperty("Status").GetString());
                Assert.Equal(
                    service is "jaeger" or "sandbox" ? null : "healthy",
                    state.TryGetProperty("Health", out var health) ? health.GetProperty("Status").GetString() : null);
            }
        }
    }

    [Fact]
    public async Task Our_images_run_as_nobody_write_nothing_and_can_do_nothing_more()
    {
        stack.MustRun();
        foreach (var container in (await stack.InspectAsync()).Where(container => Ours.Contains(ServiceOf(container))))
        {
            var host = container.GetProperty("HostConfig");
            Assert.Equal("1654", container.GetProperty("Config").GetProperty("User").GetString());
            Assert.True(host.GetProperty("ReadonlyRootfs").GetBoolean());
            Assert.Equal("ALL", host.GetProperty("CapDrop")[0].GetString());
            Assert.Equal(JsonValueKind.Null, host.GetProperty("CapAdd").ValueKind);
            Assert.Contains("no-new-privileges:true", host.GetProperty("SecurityOpt").EnumerateArray().Select(option => option.GetString()));
            Assert.True(host.GetProperty("Memory").GetInt64() > 0);
            Assert.Equal("unless-stopped", host.GetProperty("RestartPolicy").GetProperty("Name").GetString());
            Assert.True(container.GetProperty("Config").GetProperty("StopTimeout").GetInt32() > 20, "longer than a service takes to finish what is in flight");
        }
    }

    [Fact]
    public async Task The_world_reaches_Caddy_alone_and_there_two_paths()
    {
        stack.MustRun();
        var published = from container in await stack.InspectAsync()
                        from port in container.GetProperty("HostConfig").GetProperty("PortBindings").EnumerateObject()
                        from binding in port.Value.EnumerateArray()
                        where binding.GetProperty("HostIp").GetString() != "127.0.0.1"
                        select ServiceOf(container);
        Assert.Empty(published); // Caddy's is on loopback too, here

        using var http = new HttpClient { BaseAddress = stack.Web };
        foreach (var path in (string[])["/", "/health/ready", "/health/live", "/health", "/dead", "/metrics"])
        {
            using var answer = await http.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        }

        using var refused = await http.PostAsync(
            new Uri("/wahelp/webhook?token=wrong", UriKind.Relative), content: null, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
    }

    [Fact]
    public async Task Management_is_on_this_machines_loopback()
    {
        stack.MustRun();
        using var http = new HttpClient();
        for (var port = stack.Management.Port; port < stack.Management.Port + 3; port++)
        {
            using var details = JsonDocument.Parse(
                await http.GetStringAsync(new Uri($"http://127.0.0.1:{port}/health"), TestContext.Current.CancellationToken));
            Assert.Equal("Healthy", details.RootElement.GetProperty("checks").GetProperty("database").GetProperty("status").GetString());
        }
    }

    private static string ServiceOf(JsonElement container) =>
        container.GetProperty("Config").GetProperty("Labels").GetProperty("com.docker.compose.service").GetString()!;
}
