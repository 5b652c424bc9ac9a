using System.Net;
using System.Net.Http.Json;
using System.Text;
using Relay.WahelpGateway.Persistence;
using Relay.WahelpGateway.Tests.Fakes;

namespace Relay.WahelpGateway.Tests.Learning;

public sealed class LearningEndpointTests
{
    [Fact]
    public async Task A_step_needs_a_run_a_known_way_and_a_phone()
    {
        using var account = new LearnedAccount();
        await using var relay = await LearningRelay.StartAsync(account);

        Assert.Equal(HttpStatusCode.Conflict, await PostAsync(relay, "/learning/sent/messages"));
        Assert.Equal(HttpStatusCode.Conflict, await PostAsync(relay, "/learning/end"));
        Assert.Equal(HttpStatusCode.BadRequest, await PostAsync(relay, "/learning", new { phone = "no phone" }));
        Assert.Equal(HttpStatusCode.OK, await PostAsync(relay, "/learning", new { phone = Webhooks.Phone }));
        Assert.Equal(HttpStatusCode.NotFound, await PostAsync(relay, "/learning/sent/pigeon"));
        Assert.Equal(HttpStatusCode.NotFound, await PostAsync(relay, "/learning/acts/dance"));
        Assert.Equal("", account.LastText);
    }

    [Fact]
    public async Task Only_events_of_the_client_are_captured_and_only_while_it_runs()
    {
        using var account = new LearnedAccount();
        await using var relay = await LearningRelay.StartAsync(account);
        var database = relay.Webhooks.Database;

        await HookAsync(relay, Webhooks.Reply("Да", id: "1"));
        Assert.Equal(0, database.Learned);

        await PostAsync(relay, "/learning", new { phone = Webhooks.Phone });
        await HookAsync(relay, Webhooks.Reply("Да", id: "2"));
        await HookAsync(relay, Webhooks.Reply("Да", id: "3", phone: "+79990000000"));
        await HookAsync(relay, """{"action":"channel.message.deleted","payload":{"id":"2"}}""");
        await HookAsync(relay, """{"action":"channel.message.deleted","payload":{"id":"3"}}""");
        Assert.Equal(2, database.Learned);

        using var ended = await relay.Client.DeleteAsync("/learning", TestContext.Current.CancellationToken);
        await HookAsync(relay, Webhooks.Reply("Да", id: "4"));
        Assert.Equal((null, 0), (database.Run, database.Learned));
        Assert.Equal(4, database.Replies.Count(reply => !reply.IsDeletion));
    }

    [Fact]
    public async Task Learning_that_cannot_be_read_changes_nothing_about_a_webhook()
    {
        using var account = new LearnedAccount();
        await using var relay = await LearningRelay.StartAsync(account);
        relay.Webhooks.Database.LearningIsAway = true;

        await HookAsync(relay, Webhooks.Reply("Да", id: "1"));

        Assert.Single(relay.Webhooks.Database.Replies);
        Assert.Contains(relay.Logs.Lines, line => line.Contains("the event itself is stored", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("⟦Relay⟧ test ABCDEF from", "from_operator")]
    [InlineData(" ⟦Relay⟧ test ABCDEF send_message\n", "max_app")]
    public async Task What_learning_sent_is_never_anybodys_message(string text, string direction)
    {
        var webhooks = new Webhooks();

        Assert.False(await webhooks.ReceiveAsync(Webhooks.Reply(text.Replace("\n", "\\n", StringComparison.Ordinal), direction: direction)));

        Assert.Empty(webhooks.Database.Accepted);
        Assert.Empty(webhooks.Database.Told);
    }

    [Theory]
    [InlineData("⟦Relay⟧ test ABCDEF from me")]
    [InlineData("⟦Relay⟧ test ABCDEF pigeon")]
    public async Task What_only_looks_like_it_is_put_aside_as_before(string text)
    {
        var webhooks = new Webhooks();

        await webhooks.ReceiveAsync(Webhooks.Reply(text));

        Assert.Empty(webhooks.Database.Replies);
        Assert.NotEmpty(webhooks.Database.Told);
    }

    [Fact]
    public async Task The_end_of_a_run_that_saw_nothing_keeps_nothing()
    {
        using var account = new LearnedAccount();
        await using var relay = await LearningRelay.StartAsync(account);
        await PostAsync(relay, "/learning", new { phone = Webhooks.Phone });

        Assert.Equal(HttpStatusCode.OK, await PostAsync(relay, "/learning/end"));

        Assert.Empty(relay.Webhooks.Database.Facts);
        Assert.Null(relay.Webhooks.Database.Run);
    }

    private static async Task HookAsync(LearningRelay relay, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await relay.Client.PostAsync("/wahelp/webhook?token=webhook-token-of-the-tests", content, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    private static async Task<HttpStatusCode> PostAsync(LearningRelay relay, string path, object? body = null)
    {
        using var content = body is null ? null : JsonContent.Create(body);
        using var response = await relay.Client.PostAsync(path, content, TestContext.Current.CancellationToken);
        return response.StatusCode;
    }
}
