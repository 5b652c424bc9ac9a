using Npgsql;
using Relay.ServiceDefaults.Persistence;

namespace Relay.ServiceDefaults.DeadLetters.Tables;

/// <summary>The table <c>dead</c>.</summary>
internal static class DeadLetterStatements
{
    /// <summary>How long a letter may be replayed, as SQL and as words.</summary>
    /// <remarks>
    /// As long as it is known what was accepted (Delivery's Retention). Later nobody could tell a replay of what came again meanwhile and was
    /// delivered.
    /// </remarks>
    public const string Replayable = "30 days";

    /// <summary>Which letters wait for somebody.</summary>
    public const string AreWaiting = "replayed_at IS NULL AND discarded_at IS NULL";

    private const string Columns = "id, at, source, reason, octet_length(raw) AS bytes, replayed_at, discarded_at, result";

    /// <summary>Stores letters; one whose key is stored already changes nothing, unless that one was replayed: it waits again.</summary>
    public static Statement Store(IReadOnlyList<(string? Key, string Source, string Reason, string Raw)> letters) => new(
        """
        INSERT INTO dead (key, source, reason, raw, at)
        SELECT key, source, reason, raw, now() FROM unnest(@keys, @sources, @reasons, @raws) AS letter (key, source, reason, raw)
        ON CONFLICT (key) DO UPDATE SET replayed_at = NULL, at = now() WHERE dead.replayed_at IS NOT NULL
        """)
    {
        Parameters =
        [
            Texts("keys", letters.Select(letter => letter.Key)), Texts("sources", letters.Select(letter => letter.Source)),
            Texts("reasons", letters.Select(letter => letter.Reason)), Texts("raws", letters.Select(letter => letter.Raw)),
        ],
    };

    /// <summary>How many wait for somebody.</summary>
    public static Statement<long> CountWaiting() => new($"SELECT count(*) AS letters FROM dead WHERE {AreWaiting}", row => row.Number("letters"));

    /// <summary>Letters that wait for somebody, the oldest first.</summary>
    public static Statement<LetterLine> Waiting(long after, int limit) => new(
        $"SELECT {Columns} FROM dead WHERE {AreWaiting} AND id > @after ORDER BY id LIMIT @limit", Line)
    {
        Parameters = [new("after", after), new("limit", limit)],
    };

    /// <summary>One letter with what came; no row if there is none with this id.</summary>
    public static Statement<(LetterLine Line, string Raw)> Find(long id) =>
        new($"SELECT {Columns}, raw FROM dead WHERE id = @id", row => (Line(row), row.Text("raw")))
        {
            Parameters = [new("id", id)],
        };

    /// <summary>One letter, locked; no row if there is none with this id.</summary>
    public static Statement<LockedLetter> Lock(long id) => new(
        $"SELECT key, source, raw, replayed_at, discarded_at, at < now() - interval '{Replayable}' AS is_old FROM dead WHERE id = @id FOR UPDATE",
        row => new LockedLetter(
            row.TextOrNull("key"), row.Text("source"), row.Text("raw"), !row.IsNull("replayed_at"), !row.IsNull("discarded_at"), row.Is("is_old")))
    {
        Parameters = [new("id", id)],
    };

    /// <summary>What came of a replay.</summary>
    public static Statement Replayed(long id, bool done, string words) =>
        new("UPDATE dead SET result = @words, replayed_at = CASE WHEN @done THEN now() END WHERE id = @id")
        {
            Parameters = [new("id", id), new("words", words), new("done", done)],
        };

    /// <summary>Takes a letter off the list.</summary>
    public static Statement Discarded(long id, string words) => new("UPDATE dead SET result = @words, discarded_at = now() WHERE id = @id")
    {
        Parameters = [new("id", id), new("words", words)],
    };

    private static LetterLine Line(Row row) => new(
        row.Number("id"), row.Time("at"), row.Text("source"), row.Text("reason"), row.Count("bytes"), row.TimeOrNull("replayed_at"),
        row.TimeOrNull("discarded_at"), row.TextOrNull("result"));

    private static NpgsqlParameter Texts(string name, IEnumerable<string?> texts) =>
        Column.Of(name, texts.Select(text => text is null ? null : PostgresText.Storable(text)));
}
