using System.Text.Json;
using Relay.Cli.Tests.Fakes;

namespace Relay.Cli.Tests;

/// <summary><c>./relay status</c>.</summary>
public sealed class StatusTests
{
    private const string Whose = """{"phone":"+79161234567","chats":[42]}""";
    private const string Status =
        """
        {"lanes":[{"lane":"tg:42","waits":"1 open; held: bot_blocked since 2026","looksAt":"2026-01-02T03:04:05+00:00"}],
         "accepted":[{"messageId":"00000000-0000-0000-0000-000000000001","acceptedAt":"2026-01-02T03:04:05+00:00","publishes":3,"nextPublication":null,"outcome":null,"begins":"Добрый [b]день[/]"}],
         "deliveries":[{"messageId":"00000000-0000-0000-0000-000000000002","kind":"OperatorReplied","receivedAt":"2026-01-02T03:04:05+00:00","state":"held","reason":"bot_blocked","attempts":1,"doneAt":null,"maybeDuplicate":true,"outcomeTold":false,"begins":""}],
         "provider":"away"}
        """;

    [Fact]
    public async Task A_client_is_asked_for_by_POST_and_both_gateways_tell_in_their_words()
    {
        await using var services = await FakeServices.StartAsync();
        services.On("client-directory", "POST /clients/identify", Whose);
        services.On("telegram-gateway", "POST /status", "  out  a: delivered\n");
        services.On("wahelp-gateway", "POST /status", "  nothing of this client\n");

        var (code, output, error) = await services.RunAsync("status", "8 (916) 123-45-67");

        Assert.Equal((0, "telegram-gateway:\n  out  a: delivered\nwahelp-gateway:\n  nothing of this client\n", ""), (code, output, error));
        Assert.Equal("8 (916) 123-45-67", JsonDocument.Parse(services.Calls.First().Body).RootElement.GetProperty("who").GetString());
        Assert.All(
            services.Calls.Skip(1),
            call => Assert.True(JsonElement.DeepEquals(JsonDocument.Parse(Whose).RootElement, JsonDocument.Parse(call.Body).RootElement)));
    }

    [Fact]
    public async Task An_account_that_is_not_linked_is_said_and_a_gateway_that_is_away_fails_the_command()
    {
        await using var services = await FakeServices.StartAsync();
        services.On("client-directory", "POST /clients/identify", """{"phone":"+79161234567","chats":[]}""");
        services.Stop("telegram-gateway");
        services.On("wahelp-gateway", "POST /status", "  nothing of this client\n");

        var (code, output, error) = await services.RunAsync("status", "+79161234567");

        Assert.Equal(1, code);
        Assert.StartsWith("No Telegram account is linked to this phone", output, StringComparison.Ordinal);
        Assert.Contains("wahelp-gateway:\n  nothing", output, StringComparison.Ordinal);
        Assert.Contains("telegram-gateway does not answer", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task On_a_terminal_lanes_and_messages_are_tables()
    {
        await using var services = await FakeServices.StartAsync();
        services.On("client-directory", "POST /clients/identify", Whose);
        services.On("telegram-gateway", "POST /status", Status);
        services.On("wahelp-gateway", "POST /status", """{"lanes":[],"accepted":[],"deliveries":[],"provider":null}""");

        var (code, output, _) = await services.RunAsync(["status", "tg:42"], isTerminal: true);

        Assert.Equal(0, code);
        Assert.All(
            ["NOTHING goes out to the provider: away", "1 open; held: bot_blocked", "«Добрый [b]день[/]»", "is not back", "(no text)",
            "held (bot_blocked), may have come twice, the other side"],
            words => Assert.Contains(words, output, StringComparison.Ordinal));
        Assert.Contains("  nothing of this client", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task As_JSON_all_that_is_known_stands_by_gateway()
    {
        await using var services = await FakeServices.StartAsync();
        services.On("client-directory", "POST /clients/identify", Whose);
        services.On("telegram-gateway", "POST /status", Status);
        services.On("wahelp-gateway", "POST /status", """{"lanes":[],"accepted":[],"deliveries":[],"provider":null}""");

        var (code, output, _) = await services.RunAsync("status", "tg:42", "--json");

        var root = JsonDocument.Parse(output).RootElement;
        Assert.Equal(
            (0, 42, "away"),
            (code, root.GetProperty("client").GetProperty("chats")[0].GetInt32(), root.GetProperty("telegram-gateway").GetProperty("provider").GetString()));
    }

    [Fact]
    public async Task What_the_directory_refuses_is_said_in_its_words()
    {
        await using var services = await FakeServices.StartAsync();
        services.On("client-directory", "POST /clients/identify", "This is not a phone. For a Telegram account that is not linked, use tg:ID.\n", status: 400);

        Assert.Equal((1, "", "relay: This is not a phone. For a Telegram account that is not linked, use tg:ID.\n"), await services.RunAsync(
            "status", "@nobody"));
        Assert.StartsWith("relay: Usage: ./relay status PHONE", (await services.RunAsync("status", "")).Error, StringComparison.Ordinal);
        Assert.StartsWith("relay: Usage: ./relay status PHONE", (await services.RunAsync("status")).Error, StringComparison.Ordinal);
    }
}
