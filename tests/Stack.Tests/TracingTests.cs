using Npgsql;
using Relay.Harness;
using Relay.Harness.Tracing;

namespace Relay.Stack.Tests;

[Collection(OneStack.Name)]
public sealed class TracingTests(ComposeStack stack)
{
    private const long Chat = 8_200_001;
    private const string Phone = "+79082004949";
    private const string Name = "PlantedName";
    private const string Text = "planted-text-of-the-client";
    private const string Reply = "planted-text-of-the-manager";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly string[] Services = ["client-directory", "telegram-gateway", "wahelp-gateway"];

    [Fact]
    public async Task Jaeger_shows_the_three_services_in_one_trace_of_a_message_and_nothing_of_what_it_says()
    {
        stack.MustRun();
        await stack.Sandbox.CreateClientAsync(Chat, Name, Phone);
        await stack.Sandbox.ClientWritesAsync(Chat, Text);
        await stack.Sandbox.WaitInChatAsync(Chat, timeout: Patience);
        await stack.Sandbox.ClientSharesContactAsync(Chat);
        await stack.Sandbox.WaitAtWahelpAsync(Phone, timeout: Patience);
        await stack.Sandbox.ManagerRepliesAsync(Phone, Reply);
        await Waiting.UntilAsync(async () => (await stack.Sandbox.SeenInChatAsync(Chat)).Any(seen => seen.Text == Reply), Patience, "the answer arrives");

        await ShowsOneTraceAsync(await MessageIdAsync("telegram_gateway", $"%:{Chat}"), "telegram-gateway", "wahelp-gateway", "client-directory");
        await ShowsOneTraceAsync(await MessageIdAsync("wahelp_gateway", $"%:{Phone}"), "wahelp-gateway", "telegram-gateway", "client-directory");
        Assert.Superset(Services.ToHashSet(StringComparer.Ordinal), (await stack.Jaeger.ServicesAsync()).ToHashSet(StringComparer.Ordinal));
        foreach (var service in Services)
        {
            var shown = await stack.Jaeger.RawAsync(service);
            foreach (var secret in (string[])[Text, Reply, Name, Phone[1..], "sandbox-token", .. stack.Passwords.Values])
            {
                Assert.DoesNotContain(secret, shown, StringComparison.OrdinalIgnoreCase);
            }
        }
    }

    /// <summary>From acceptance to the return of the outcome, all steps are in one trace, with all services.</summary>
    private async Task ShowsOneTraceAsync(Guid messageId, string origin, string receiver, string directory)
    {
        string[] way =
        [
            $"{origin} accept", $"{origin} publish", $"{receiver} store", $"{receiver} look up", $"{receiver} deliver", $"{receiver} announce",
            $"{origin} settle",
        ];
        IReadOnlyList<SeenSpan> spans = [];
        HashSet<string> steps = [];
        try
        {
            await Waiting.UntilAsync(
                async () =>
                {
                    spans = await stack.Jaeger.OfMessageAsync(origin, messageId);
                    steps = [.. spans.Where(span => span.MessageId is not null).Select(span => $"{span.Service} {span.Name}")];
                    return steps.IsSupersetOf(way) && spans.Any(span => span.Service == directory);
                },
                Patience,
                "Jaeger has the whole way",
                TimeSpan.FromSeconds(1));
        }
        catch (TimeoutException)
        {
            Assert.Equal(way, steps); // shows what is missing
            throw;
        }

        Assert.Single(spans.Select(span => span.TraceId).Distinct());
        Assert.All(spans.Where(span => span.MessageId == messageId.ToString()), span => Assert.Matches("^[0-9a-f]{16}$", span.Lane));
        Assert.Contains(spans, span => span is { Name: "deliver", Outcome: "Delivered" });
    }

    private async Task<Guid> MessageIdAsync(string database, string lane)
    {
        await using var connection = new NpgsqlConnection(await stack.PostgresAsync(database, database));
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand("SELECT message_id FROM accepted WHERE lane LIKE @lane", connection) { Parameters = { new("lane", lane) } };
        return (Guid)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }
}
