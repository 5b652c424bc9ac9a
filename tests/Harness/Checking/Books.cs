using Npgsql;

namespace Relay.Harness.Checking;

/// <summary>A message's row at its receiver.</summary>
/// <param name="Message">The message.</param>
/// <param name="State"><c>delivered</c>, <c>failed</c>, <c>held</c> …</param>
/// <param name="Marked"><c>maybe_duplicate</c>.</param>
/// <param name="Told">True if nothing of it is left to announce.</param>
public sealed record BookedMessage(Numbered Message, string State, bool Marked, bool Told);

/// <summary>
/// The only access to the relay's own tables: the marks, and whether anything is open. What arrived is never read from here.
/// </summary>
/// <param name="databases">Each gateway's connection string.</param>
public sealed class Books(IReadOnlyDictionary<RelayService, string> databases)
{
    /// <summary>The service that delivers in this direction.</summary>
    public static RelayService Receiver(Direction direction) =>
        direction == Direction.ToWahelp ? RelayService.WahelpGateway : RelayService.TelegramGateway;

    /// <summary>The rows of this direction's traffic at its receiver.</summary>
    public Task<IReadOnlyList<BookedMessage>> ReadAsync(Direction direction) => ReadAsync(direction, "NOT local");

    /// <summary>The messages with a running call, according to the receiver of this direction: a kill leaves these in doubt.</summary>
    public async Task<IReadOnlyList<Numbered>> InFlightAsync(Direction direction) =>
        [.. (await ReadAsync(direction, "NOT local AND state = 'sending'")).Select(booked => booked.Message)];

    /// <summary>
    /// The texts of this client's messages of which somebody was told that they failed, or may have come twice; for an edit or a deletion that of the
    /// message that it changes.
    /// </summary>
    /// <param name="party">The client, as the lane names them: towards chats by the phone, towards Wahelp by the Telegram id.</param>
    /// <param name="direction">Replies by default.</param>
    public async Task<IReadOnlyList<string>> TextsInDoubtAsync(string party, Direction direction = Direction.ToChats)
    {
        const string sql =
            """
            SELECT coalesce(original.body, change.body)::jsonb ->> 'text'
            FROM delivery change JOIN lane ON lane.key = change.lane LEFT JOIN delivery original ON original.message_id = change.original
            WHERE lane.party = @party AND NOT change.local AND (change.maybe_duplicate OR change.state = 'failed')
            """;
        await using var connection = await OpenAsync(Receiver(direction));
        await using var command = new NpgsqlCommand(sql, connection) { Parameters = { new("party", party) } };
        await using var reader = await command.ExecuteReaderAsync();
        var texts = new List<string>();
        while (await reader.ReadAsync())
        {
            texts.Add(reader.GetString(0));
        }

        return texts;
    }

    private async Task<IReadOnlyList<BookedMessage>> ReadAsync(Direction direction, string which)
    {
        var sql = $"SELECT coalesce(phone, ''), chat_id, body::jsonb ->> 'text', state, maybe_duplicate, announce_at IS NULL FROM delivery WHERE {which}";
        await using var connection = await OpenAsync(Receiver(direction));
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync();
        var booked = new List<BookedMessage>();
        while (await reader.ReadAsync())
        {
            if (Numbered.NumberOf(direction, await reader.IsDBNullAsync(2) ? null : reader.GetString(2)) is { } number)
            {
                var phone = direction == Direction.ToWahelp
                    ? reader.GetString(0)
                    : SandboxClient.PhoneOf(await reader.IsDBNullAsync(1) ? 0 : reader.GetInt64(1));
                booked.Add(new BookedMessage(new Numbered(phone, number), reader.GetString(3), reader.GetBoolean(4), reader.GetBoolean(5)));
            }
        }

        return booked;
    }

    /// <summary>Everything unfinished, in words; empty if there is nothing.</summary>
    public async Task<string> OpenAsync()
    {
        var open = new List<string>();
        foreach (var service in new[] { RelayService.TelegramGateway, RelayService.WahelpGateway })
        {
            Add(
                await CountAsync(service, "accepted WHERE settled_at IS NULL AND (publish_at IS NOT NULL OR (lane IS NOT NULL AND number IS NULL))"),
                $"{service} has unsettled rows");
            Add(await CountAsync(service, "delivery WHERE state NOT IN ('delivered', 'failed', 'closed')"), $"{service} has open deliveries");
            Add(await CountAsync(service, "delivery WHERE announce_at IS NOT NULL"), $"{service} has outcomes to announce");
            Add(await CountAsync(service, "lane WHERE owner IS NOT NULL"), $"{service} has lanes in hand");
        }

        return string.Join("; ", open);

        void Add(long count, string what)
        {
            if (count > 0)
            {
                open.Add($"{what}: {count}");
            }
        }
    }

    private async Task<long> CountAsync(RelayService service, string from)
    {
        await using var connection = await OpenAsync(service);
        await using var command = new NpgsqlCommand($"SELECT count(*) FROM {from}", connection);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private async Task<NpgsqlConnection> OpenAsync(RelayService service)
    {
        var connection = new NpgsqlConnection(databases[service]);
        await connection.OpenAsync();
        return connection;
    }
}
