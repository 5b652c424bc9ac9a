using Relay.Delivery.Messages;
using Relay.ServiceDefaults.Persistence;

namespace Relay.Delivery.Tables.Lanes;

/// <summary>What chats show of our messages, as changes find and leave it. A part belongs to the original, whichever change sent it.</summary>
internal static class ShownParts
{
    /// <summary>The message whose parts are looked for, without them; no row if it is not known. A copy may be of what a change of it sent.</summary>
    public static Statement<ShownMessage> Original(Guid messageId) => new(
        $"""
        SELECT {Outgoing.Columns},
            d.state = 'delivered' OR d.uncertain_since IS NOT NULL OR (d.state = 'closed' AND d.reason IS DISTINCT FROM @needless) AS may_have_arrived,
            EXISTS (SELECT FROM delivery c WHERE (c.message_id = @id OR c.original = @id) AND (c.uncertain_since IS NOT NULL OR c.maybe_duplicate))
                AS may_have_copies
        FROM delivery d WHERE d.message_id = @id
        """,
        row => new ShownMessage
        {
            Message = Outgoing.Read(row),
            MayHaveArrived = row.Is("may_have_arrived"),
            MayHaveCopies = row.Is("may_have_copies"),
            Parts = [],
        })
    {
        Parameters = [new("id", messageId), new("needless", Conclusion.Needless)],
    };

    /// <summary>The parts in order. What an older version sent has no place; parts are sent one after the other, so the time shows it.</summary>
    public static Statement<ShownPart> Of(Guid messageId) => new(
        """
        SELECT provider_message_id, coalesce(part, (row_number() OVER (ORDER BY at, provider_message_id))::int - 1) AS part, content
        FROM sent_id WHERE message_id = @id ORDER BY part, at
        """,
        row => new ShownPart(row.Text("provider_message_id"), row.Count("part"), row.TextOrNull("content")))
    {
        Parameters = [new("id", messageId)],
    };

    /// <summary>What changes did: a part shows something else, is left as it is, or is gone. A superseded attempt changes nothing here.</summary>
    public static IEnumerable<Statement> Changed(IReadOnlyList<Conclusion> changes)
    {
        var edited = from change in changes
                     where change.Shown is not null
                     from id in change.ProviderMessageIds
                     select (Change: change, Id: id, change.Shown!.Part, (string?)change.Shown!.Content);
        var left = from change in changes where change.Left is not null select (Change: change, Id: change.Left!, ShownPart.Left, (string?)null);
        List<(Conclusion Change, string Id, int Part, string? Content)> there = [.. edited.Concat(left).OrderBy(one => one.Id, StringComparer.Ordinal)];
        List<Conclusion> gone = [.. changes.Where(change => change.Gone is not null).OrderBy(change => change.Gone, StringComparer.Ordinal)];
        return
        [
            .. there.Count == 0 ? Array.Empty<Statement>() : [Show(there)],
            .. gone.Count == 0 ? Array.Empty<Statement>() : [Forget(gone)],
        ];
    }

    private static Statement Show(List<(Conclusion Change, string Id, int Part, string? Content)> there) => new(
        """
        UPDATE sent_id s SET content = c.content, part = c.part
        FROM unnest(@provider, @contents, @parts, @ids, @attempts) AS c (provider, content, part, id, attempt)
        JOIN delivery d ON d.message_id = c.id AND d.attempt = c.attempt
        WHERE s.provider_message_id = c.provider AND s.message_id = d.original
        """)
    {
        Parameters =
        [
            Column.Of("provider", there, one => one.Id),
            Column.Of("contents", there, one => one.Content),
            Column.Of("parts", there, one => one.Part),
            Column.Of("ids", there, one => one.Change.Head.Message.MessageId),
            Column.Of("attempts", there, one => one.Change.Head.Attempt),
        ],
    };

    private static Statement Forget(List<Conclusion> gone) => new(
        """
        DELETE FROM sent_id s USING unnest(@provider, @ids, @attempts) AS c (provider, id, attempt)
        JOIN delivery d ON d.message_id = c.id AND d.attempt = c.attempt
        WHERE s.provider_message_id = c.provider AND s.message_id = d.original
        """)
    {
        Parameters =
        [
            Column.Of("provider", gone, one => one.Gone!),
            Column.Of("ids", gone, one => one.Head.Message.MessageId),
            Column.Of("attempts", gone, one => one.Head.Attempt),
        ],
    };
}
