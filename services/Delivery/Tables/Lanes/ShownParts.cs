using Relay.Delivery.Messages;
using Relay.ServiceDefaults.Persistence;

namespace Relay.Delivery.Tables.Lanes;

/// <summary>What chats show of our messages, as changes find and leave it. A part belongs to the original, whichever change sent it.</summary>
internal static class ShownParts
{
    /// <summary>The message whose parts are looked for, with whether it may have arrived although no part is known; no row if it is not known.</summary>
    public static Statement<(OutgoingMessage Message, bool MayHaveArrived)> Original(Guid messageId) => new(
        $"""
        SELECT {Outgoing.Columns},
            d.state = 'delivered' OR d.uncertain_since IS NOT NULL OR (d.state = 'closed' AND d.reason IS DISTINCT FROM @needless) AS may_have_arrived
        FROM delivery d WHERE d.message_id = @id
        """,
        row => (Outgoing.Read(row), row.Is("may_have_arrived")))
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

    /// <summary>What changes did: a part shows something else, or is gone. A superseded attempt changes nothing here.</summary>
    public static IEnumerable<Statement> Changed(IReadOnlyList<Conclusion> changes)
    {
        List<(Conclusion Change, string Id)> edited = [.. from change in changes
                                                          where change.Shown is not null
                                                          from id in change.ProviderMessageIds
                                                          orderby id
                                                          select (change, id)];
        List<Conclusion> gone = [.. changes.Where(change => change.Gone is not null).OrderBy(change => change.Gone, StringComparer.Ordinal)];
        return
        [
            .. edited.Count == 0 ? Array.Empty<Statement>() : [Show(edited)],
            .. gone.Count == 0 ? Array.Empty<Statement>() : [Forget(gone)],
        ];
    }

    private static Statement Show(List<(Conclusion Change, string Id)> edited) => new(
        """
        UPDATE sent_id s SET content = c.content, part = c.part
        FROM unnest(@provider, @contents, @parts, @ids, @attempts) AS c (provider, content, part, id, attempt)
        JOIN delivery d ON d.message_id = c.id AND d.attempt = c.attempt
        WHERE s.provider_message_id = c.provider AND s.message_id = d.original
        """)
    {
        Parameters =
        [
            Column.Of("provider", edited, one => one.Id),
            Column.Of("contents", edited, one => one.Change.Shown!.Content),
            Column.Of("parts", edited, one => one.Change.Shown!.Part),
            Column.Of("ids", edited, one => one.Change.Head.Message.MessageId),
            Column.Of("attempts", edited, one => one.Change.Head.Attempt),
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
