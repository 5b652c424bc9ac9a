using System.Globalization;
using Relay.Bench.Load;
using Relay.Harness;

namespace Relay.Bench.Systems;

/// <summary>An artificial history: settled and delivered messages of many clients, in both gateways, as after months of work.</summary>
internal static class HistoryRows
{
    private const string Words = "Здравствуйте! Подскажите, пожалуйста, когда будет готов мой заказ?";
    private const int Lanes = 100_000;

    /// <param name="rows">Per gateway: half of them accepted, half delivered.</param>
    /// <param name="clients">The number of clients.</param>
    public static async Task AddAsync(RelaySystem relay, int rows, int clients)
    {
        var step = Math.Max(1, clients / Lanes);
        await Task.WhenAll(
            relay.ExecuteAsync(RelayService.TelegramGateway, Sql("ClientMessageReceived", "OperatorReplied", rows / 2, step)),
            relay.ExecuteAsync(RelayService.WahelpGateway, Sql("OperatorReplied", "ClientMessageReceived", rows / 2, step)));
        await Task.WhenAll(Gateways.Select(gateway => relay.ExecuteAsync(gateway, "VACUUM ANALYZE")));
        await relay.ExecuteAsync(RelayService.TelegramGateway, "CHECKPOINT");
    }

    private static IEnumerable<RelayService> Gateways => [RelayService.TelegramGateway, RelayService.WahelpGateway];

    /// <summary>Ids as random as UUID v5, dated a day ago so that nothing purges them meanwhile.</summary>
    private static string Sql(string accepted, string delivered, int rows, int step) => string.Create(
        CultureInfo.InvariantCulture,
        $$"""
        SET synchronous_commit = off;
        INSERT INTO lane (key, party, last_given, last_done, gap_asks, held_looks)
        SELECT side || k, '{{Clients.PhonePrefix}}' || lpad(k::text, 7, '0'), {{rows}}, {{rows}}, 0, 0
        FROM unnest(ARRAY['past-in:', 'past-out:']) AS side, generate_series(0, {{Lanes - 1}}) AS k;
        INSERT INTO accepted (message_id, lane, number, type, body, raw, accepted_at, publishes, settled_at, outcome)
        SELECT gen_random_uuid(), 'past-in:' || n % {{Lanes}}, n, '{{accepted}}', '{"past":' || n || ',"text":"{{Words}} {{Words}}"}',
               '{"past":' || n || ',"raw":"{{Words}}"}', now() - interval '1 day', 1, now() - interval '1 day', 'delivered'
        FROM generate_series(1, {{rows}}) AS n;
        INSERT INTO delivery (message_id, lane, number, previous, type, body, local, phone, chat_id, state, attempt, unanswered, refused, parts_done,
                              maybe_duplicate, received_at, attempted_at, done_at)
        SELECT gen_random_uuid(), 'past-out:' || n % {{Lanes}}, n, 0, '{{delivered}}', '{"past":' || n || ',"text":"{{Words}} {{Words}}"}', false,
               '{{Clients.PhonePrefix}}' || lpad((n % {{Lanes}} * {{step}})::text, 7, '0'), {{Clients.FirstChat}} + n % {{Lanes}} * {{step}},
               'delivered', 1, 0, 0, 1, false,
               now() - interval '1 day', now() - interval '1 day', now() - interval '1 day'
        FROM generate_series(1, {{rows}}) AS n;
        INSERT INTO sent_id (provider_message_id, message_id, at)
        SELECT 'past:' || n, gen_random_uuid(), now() - interval '1 day' FROM generate_series(1, {{rows}}) AS n
        """);
}
