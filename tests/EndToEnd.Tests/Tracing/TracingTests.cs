using System.Globalization;
using Npgsql;
using Relay.Harness;
using Relay.Harness.Tracing;

namespace Relay.EndToEnd.Tests.Tracing;

/// <summary>One trace per message, as the collector sees it.</summary>
public sealed class TracingTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_message_has_one_trace_from_the_update_to_the_outcomes_return_also_through_restarts()
    {
        await using var collector = await SpanCollector.StartAsync();
        await using var stack = await RelayStack.StartAsync(new RelayStackOptions { Environment = collector.Environment });
        using var sandbox = new SandboxClient(stack.SandboxUrl);
        const long chat = 5_600_001;

        await sandbox.ClientWritesAsync(chat, "до знакомства");
        await sandbox.WaitInChatAsync(chat);
        await sandbox.ClientSharesContactAsync(chat);
        await sandbox.WaitAtWahelpAsync(SandboxClient.PhoneOf(chat), 1, Patience);
        var first = Assert.Single(await MessageIdsAsync(stack, RelayService.TelegramGateway, "ClientMessageReceived"));
        await WholeAsync(collector, first, "delivered", "telegram-gateway", "wahelp-gateway");
        Assert.Equal(
            ["client-directory", "telegram-gateway", "wahelp-gateway"],
            Trace(collector, first).Select(span => span.Service).Distinct().Order(StringComparer.Ordinal));
        Assert.Contains(collector.Of(first), span => span is { Name: "look up", Outcome: "not_linked" });
        Assert.Contains(collector.Of(first), span => span is { Name: "hear of hold", Outcome: "not_linked" });

        await sandbox.ManagerRepliesAsync(SandboxClient.PhoneOf(chat), "ответ");
        await Waiting.UntilAsync(async () => (await sandbox.SeenInChatAsync(chat)).Any(seen => seen.Text == "ответ"), Patience, "the answer arrives");
        var reply = Assert.Single(await MessageIdsAsync(stack, RelayService.WahelpGateway, "OperatorReplied"));
        await WholeAsync(collector, reply, "delivered", "wahelp-gateway", "telegram-gateway");
        Assert.Contains(Trace(collector, reply), span => span.Name == "POST /wahelp/webhook");

        await stack[RelayService.WahelpGateway].Process.TerminateAsync();
        await sandbox.ClientWritesAsync(chat, "пока получателя нет");
        await Waiting.UntilAsync(
            async () => (await MessageIdsAsync(stack, RelayService.TelegramGateway, "ClientMessageReceived")).Count == 2, Patience, "the message is accepted");
        var second = (await MessageIdsAsync(stack, RelayService.TelegramGateway, "ClientMessageReceived"))[1];
        await Waiting.UntilAsync(
            () => collector.Of(second).Any(span => span.Name == "publish"), Patience,
            "its publication is exported: what a killed process has not exported is gone");
        await stack[RelayService.TelegramGateway].Process.KillAsync();
        await stack[RelayService.TelegramGateway].StartAsync();
        await stack[RelayService.WahelpGateway].StartAsync();
        await sandbox.WaitAtWahelpAsync(SandboxClient.PhoneOf(chat), 2, TimeSpan.FromMinutes(1));
        await WholeAsync(collector, second, "delivered", "telegram-gateway", "wahelp-gateway");
    }

    /// <summary>Every step has a span, all spans are in one trace, and each has its message's id and lane.</summary>
    private static async Task WholeAsync(SpanCollector collector, string messageId, string outcome, string origin, string receiver)
    {
        string[] way =
        [
            $"{origin} accept accepted", $"{origin} publish confirmed", $"{receiver} store stored", $"{receiver} deliver Delivered",
            $"{receiver} announce {outcome}", $"{origin} settle {outcome}",
        ];
        HashSet<string> told = [];
        try
        {
            await Waiting.UntilAsync(
                () =>
                {
                    told = [.. collector.Of(messageId).Select(span => $"{span.Service} {span.Name} {span.Outcome}")];
                    return told.IsSupersetOf(way);
                },
                Patience,
                "the whole way is told");
        }
        catch (TimeoutException)
        {
            Assert.Equal(way, told); // shows what is missing
        }

        Assert.Single(collector.Of(messageId).Select(span => span.TraceId).Distinct());
        Assert.All(collector.Of(messageId), span => Assert.Matches("^[0-9a-f]{16}$", span.Lane));
    }

    private static IEnumerable<SeenSpan> Trace(SpanCollector collector, string messageId)
    {
        var trace = collector.Of(messageId)[0].TraceId;
        return collector.Spans.Where(span => span.TraceId == trace);
    }

    /// <summary>In the order of acceptance.</summary>
    private static async Task<List<string>> MessageIdsAsync(RelayStack stack, RelayService service, string type)
    {
        await using var connection = new NpgsqlConnection(stack.Databases[service].ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(
            string.Create(CultureInfo.InvariantCulture, $"SELECT message_id FROM accepted WHERE type = '{type}' ORDER BY position"), connection);
        await using var rows = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var ids = new List<string>();
        while (await rows.ReadAsync(TestContext.Current.CancellationToken))
        {
            ids.Add(rows.GetGuid(0).ToString());
        }

        return ids;
    }
}
