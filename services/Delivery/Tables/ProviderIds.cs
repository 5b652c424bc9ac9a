using Relay.Delivery.Messages;
using Relay.Delivery.Providers;
using Relay.ServiceDefaults.Persistence;

namespace Relay.Delivery.Tables;

/// <summary>The provider's ids of accepted messages.</summary>
internal static class ProviderIds
{
    /// <summary>Stores ids of messages; known ones are unchanged. In the order of ids, so that two writers never deadlock.</summary>
    public static Statement Keep(IReadOnlyList<(Guid MessageId, string Id, ShownContent? Shown)> ids)
    {
        var rows = ids.Select(one => one with { Id = ForeignId.Of(one.Id) }).OrderBy(one => one.Id, StringComparer.Ordinal).ToList();
        return new(
            """
            INSERT INTO sent_id (provider_message_id, message_id, part, content, at)
            SELECT *, now() FROM unnest(@provider, @ids, @parts, @contents) ON CONFLICT DO NOTHING
            """)
        {
            Parameters =
            [
                Column.Of("provider", rows, row => row.Id),
                Column.Of("ids", rows, row => row.MessageId),
                Column.Of("parts", rows, row => row.Shown?.Part),
                Column.Of("contents", rows, row => row.Shown?.Content),
            ],
        };
    }
}
